const chai = require('chai-4')
const useChai = require('./use-chai.cjs')

describe('the contract, with Chai 4', () => useChai(chai))
