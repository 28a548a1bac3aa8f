import { expect, test } from '@jest/globals'
import { ask } from './depot.ts'
import { openNested } from './nested.ts'

const service = openNested()

/** @see Protocol, "Invoking a Function": JSON for complex values and for collections */
test.each<[string, number, unknown]>([
  ['(box=@b,tags=@t)?@b={"City":"Ulm"}&@t=["a","b"]', 200, [{ ID: 1 }]],
  ['(box={"City":"Ulm"},tags=["a","b"])?', 200, [{ ID: 1 }]],
  ['(box=null,tags=[])?', 200, [{ ID: 2 }]],
  ['(box=@b,tags=[])?', 200, [{ ID: 2 }]],
  ['(box=5,tags=[])?', 400, "expected Nested.Box for the parameter 'box', found 5"],
  [
    '(box=@b,tags=[])?@b={"City":5}',
    400,
    "expected Edm.String for 'City' of the parameter 'box', found 5",
  ],
  [
    '(box=@b,tags=[])?@b={"Ctiy":"Ulm"}',
    400,
    "'Ctiy' is not a property of Nested.Box, which the parameter 'box' takes; did you mean 'City'?",
  ],
  [
    "(box=null,tags='a')?",
    400,
    'expected a collection of Edm.String for the parameter \'tags\', found "a"',
  ],
  ['(box=null,tags=[1])?', 400, "expected Edm.String for the parameter 'tags', found 1"],
])('GET /Find%s answers %i', async (call, status, body) => {
  const path = `/Find${call}&$select=ID`.replace('?&', '?')
  expect(await ask(service, `GET ${path}`)).toEqual([status, body])
})
