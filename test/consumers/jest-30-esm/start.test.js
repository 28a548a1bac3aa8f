import { startUnderstudy } from 'odata-understudy'
import { startAndLinkTwoPackages } from './link-two-packages.cjs'

test('starts, links two packages, resets and closes', () =>
  startAndLinkTwoPackages(startUnderstudy))
