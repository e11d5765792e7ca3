/// Pearson's chi-square statistic of counts that should all be `expected`.
func chiSquare(_ counts: [Int], expected: Double) -> Double {
  counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
}

/// √n times the greatest distance between the sample's distribution function and `cumulative`.
func kolmogorovSmirnov(_ sample: [Double], cumulative: (Double) -> Double) -> Double {
  let size = Double(sample.count)
  var distance = 0.0
  for (rank, value) in sample.sorted().enumerated() {
    let probability = cumulative(value)
    distance = max(distance, probability - Double(rank) / size, Double(rank + 1) / size - probability)
  }
  return size.squareRoot() * distance
}

/// How many standard errors, estimated from the sample itself, its mean lies from `expected`.
func standardErrors(of sample: [Double], from expected: Double) -> Double {
  let size = Double(sample.count)
  let mean = sample.reduce(0, +) / size
  let variance = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (size - 1)
  return abs(mean - expected) / (variance / size).squareRoot()
}
