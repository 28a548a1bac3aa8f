import { isStructuredType } from '../../model/index.ts'
import type { LintRule } from './lint-rule.ts'
import { annotatedType, entitiesIn } from './typed-members.ts'

/** A response that shows a list, annotated as one entity. */
export const missingIsCollection: LintRule = {
  name: 'missing-is-collection',
  severity: 'warning',
  *check({ examples, findTypeByName }) {
    for (const { responseBlock, responseBody } of examples) {
      const annotation = responseBlock?.annotation
      const { '@odata.type': stated, isCollection } = annotation?.value ?? {}
      if (!annotation || !responseBody || isCollection === true || isCollection === 'true') continue
      if (typeof stated !== 'string' || /^#?Collection\(/i.test(stated)) continue
      const type = findTypeByName(annotatedType(stated) ?? '')
      if (!type || !isStructuredType(type) || entitiesIn(responseBody, type)[0] === responseBody)
        continue
      const list = responseBody.members.find(({ name }) => name === 'value')
      if (!Array.isArray(list?.value.value)) continue
      yield {
        message: `the response lists entities: expected "isCollection": true beside "@odata.type": "${stated}"`,
        source: annotation.source,
      }
    }
  },
}
