import Foundation
import SluiceCommand

exit(Sluice.run(Array(CommandLine.arguments.dropFirst()), console: .process))
