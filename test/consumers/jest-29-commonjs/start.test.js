const { startUnderstudy } = require('odata-understudy')
const { startAndLinkTwoPackages } = require('./link-two-packages.cjs')

test('starts, links two packages, resets and closes', () =>
  startAndLinkTwoPackages(startUnderstudy))
