const { useUnderstudy } = require('odata-understudy')
const { linkTwoPackages, sample } = require('./link-two-packages.cjs')

const service = useUnderstudy({ contract: sample })

test.each([1, 2])('each test starts from the fixtures (%i)', () => linkTwoPackages(service))
