import type { LintRule } from './lint-rule.ts'
import { findWrapper, typeOfBody } from './typed-members.ts'

/** JSON Format, "Entity": a single entity is the body itself; only collections stand in `value`. */
export const wrappedEntity: LintRule = {
  name: 'wrapped-entity',
  severity: 'error',
  *check({ examples, findTypeByName }) {
    for (const example of examples) {
      const { request, response, responseBody, page } = example
      if (request?.method !== 'GET' || response?.status !== 200 || !responseBody) continue
      const type = typeOfBody(example, 'response', findTypeByName)
      const wrapper = type && findWrapper(responseBody, type)
      if (!wrapper || wrapper.value.members.length === 0) continue
      if (responseBody.members.some(({ name }) => name !== 'value' && !name.includes('@'))) continue
      yield {
        message: `a single ${type.qualifiedName} is the body itself: expected no 'value' around it`,
        source: { file: page.file, line: wrapper.line },
      }
    }
  },
}
