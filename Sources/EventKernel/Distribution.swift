/// The distribution of a duration, from which samples are drawn.
///
///     let service = Distribution.lognormal(mean: .microseconds(50), cv: 2)
///     let duration = service.sample(using: &stream)
///
/// The constructors take checked input: what a scenario may say is checked where it is read, and a parameter
/// outside its range stops the program here. What cannot vary (`.exponential(mean: .zero)`,
/// `.lognormal(mean:cv:)` with cv 0, `.uniform(a, a)`) becomes the constant that it is, and draws nothing.
@frozen
public struct Distribution: Hashable, Sendable {
  /// What to draw; only the two shapes with a table refer to storage outside.
  @frozen
  @usableFromInline
  enum Shape: Hashable, Sendable {
    case constant(Interval)
    case uniform(least: Interval, count: UInt64)
    case exponential(mean: Double, layers: ZigguratLayers)
    case lognormal(mu: Double, sigma: Double)
    case erlang(stageMean: Double, stageCount: Int)
    case hyperexponential(DistributionTable)
    case empirical(DistributionTable)
  }

  @usableFromInline let shape: Shape

  /// The mean in nanoseconds, before samples are rounded and capped.
  public let mean: Double

  /// An Erlang distribution has at most so many stages, since each of them costs a draw.
  public static var stageLimit: Int { 1_000 }

  private init(_ shape: Shape, mean: Double) {
    self.shape = shape
    self.mean = mean
  }

  /// Always the same duration, not negative and at most `Interval.limit`.
  public static func constant(_ value: Interval) -> Distribution {
    checkDuration(value)
    return Distribution(.constant(value), mean: Double(value.nanoseconds))
  }

  /// Every whole number of nanoseconds from `least` to `greatest`, both included, equally likely.
  public static func uniform(_ least: Interval, _ greatest: Interval) -> Distribution {
    checkDuration(least)
    checkDuration(greatest)
    precondition(least <= greatest, "a uniform distribution needs its least value first")
    if least == greatest { return .constant(least) }
    let count = UInt64((greatest - least).nanoseconds) + 1
    // Halves first: the sum of two doubles near the limit would lose the last bit.
    let mean = 0.5 * Double(least.nanoseconds) + 0.5 * Double(greatest.nanoseconds)
    return Distribution(.uniform(least: least, count: count), mean: mean)
  }

  /// The exponential distribution: no memory, coefficient of variation 1.
  public static func exponential(mean: Interval) -> Distribution {
    checkDuration(mean)
    if mean == .zero { return .constant(.zero) }
    let nanoseconds = Double(mean.nanoseconds)
    return Distribution(.exponential(mean: nanoseconds, layers: Ziggurat.exponential), mean: nanoseconds)
  }

  /// The lognormal distribution with that mean and coefficient of variation (standard deviation over mean).
  ///
  /// σ² = ln(1 + cv²) and μ = ln(mean) − σ²/2 are those of the logarithm.
  /// - Parameter cv: Not negative, at most 10⁶.
  public static func lognormal(mean: Interval, cv: Double) -> Distribution {
    checkDuration(mean)
    precondition(cv >= 0 && cv <= 1e6, "a lognormal coefficient of variation must be in 0 ... 10^6")
    if mean == .zero || cv == 0 { return .constant(mean) }
    let nanoseconds = Double(mean.nanoseconds)
    let variance = ExactMath.log(1 + cv * cv)
    let mu = ExactMath.log(nanoseconds) - 0.5 * variance
    return Distribution(.lognormal(mu: mu, sigma: ExactMath.squareRoot(variance)), mean: nanoseconds)
  }

  /// The sum of `shape` exponential stages of equal mean: coefficient of variation 1/√shape.
  /// - Parameter shape: In 1 ... `stageLimit`; a sample costs so many draws.
  public static func erlang(mean: Interval, shape: Int) -> Distribution {
    checkDuration(mean)
    precondition((1...stageLimit).contains(shape), "an Erlang shape must be in 1 ... 1000")
    if mean == .zero { return .constant(.zero) }
    let nanoseconds = Double(mean.nanoseconds)
    return Distribution(.erlang(stageMean: nanoseconds / Double(shape), stageCount: shape), mean: nanoseconds)
  }

  /// Two exponential branches with that mean and coefficient of variation, each bringing half of the mean.
  ///
  /// "Balanced means": the likelier branch has p = (1 + √((cv² − 1)/(cv² + 1)))/2 and mean m/2p, the other
  /// 1 − p and m/2(1 − p). (Whitt, "Approximating a point process by a renewal process, I", 1982,
  /// doi:10.1287/opre.30.1.125.)
  /// - Parameter cv: In 1 ... 10⁶; at 1 it is the exponential distribution.
  public static func hyperexponential(mean: Interval, cv: Double) -> Distribution {
    checkDuration(mean)
    precondition(cv >= 1 && cv <= 1e6, "a hyperexponential coefficient of variation must be in 1 ... 10^6")
    if mean == .zero || cv == 1 { return .exponential(mean: mean) }
    let nanoseconds = Double(mean.nanoseconds)
    let square = cv * cv
    // The rare branch from (1 − a²)/(1 + a) and not 1 − a, which would cancel where cv is large.
    let rare = 1 / ((square + 1) * (1 + ExactMath.squareRoot((square - 1) / (square + 1))))
    let table = DistributionTable([
      (value: nanoseconds / (2 * (1 - rare)), weight: 1 - rare),
      (value: nanoseconds / (2 * rare), weight: rare),
    ])
    return Distribution(.hyperexponential(table), mean: nanoseconds)
  }

  /// Exponential branches, of which each sample takes one.
  /// - Parameter branches: 1 ... 2²⁴; the probabilities positive, with a sum of 1 to within 10⁻⁹.
  public static func hyperexponential(branches: [(probability: Double, mean: Interval)]) -> Distribution {
    for branch in branches { checkDuration(branch.mean) }
    let total = branches.reduce(0) { $0 + $1.probability }
    precondition(abs(total - 1) <= 1e-9, "hyperexponential probabilities must add up to 1")
    if branches.allSatisfy({ $0.mean == .zero }) { return .constant(.zero) }
    let table = DistributionTable(
      branches.map { (value: Double($0.mean.nanoseconds), weight: $0.probability) })
    return Distribution(.hyperexponential(table), mean: table.mean)
  }

  /// The given durations, each with a chance in proportion to its weight.
  /// - Parameter values: 1 ... 2²⁴; the weights positive and finite. A sample costs O(1), whatever their number.
  public static func empirical(_ values: [(value: Interval, weight: Double)]) -> Distribution {
    for entry in values { checkDuration(entry.value) }
    let table = DistributionTable(values.map { (value: Double($0.value.nanoseconds), weight: $0.weight) })
    let first = values[0].value
    if values.allSatisfy({ $0.value == first }) { return .constant(first) }
    return Distribution(.empirical(table), mean: table.mean)
  }

  /// The given durations, 1 ... 2²⁴, equally likely; one that stands there twice is twice as likely.
  public static func empirical(_ values: [Interval]) -> Distribution {
    empirical(values.map { (value: $0, weight: 1) })
  }

  private static func checkDuration(_ duration: Interval) {
    precondition(
      duration >= .zero && duration <= .limit, "a duration must be in 0 ... 2^62 - 1 ns")
  }
}
