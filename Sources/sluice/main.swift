import Foundation
import SluiceCommand

exit(Sluice.main())
