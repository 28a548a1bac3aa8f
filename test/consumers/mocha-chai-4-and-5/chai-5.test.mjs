import * as chai from 'chai-5'
import useChai from './use-chai.cjs'

describe('the contract, with Chai 5', () => useChai(chai))
