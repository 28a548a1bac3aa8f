import type { LintRule } from './lint-rule.ts'
import { annotatedType } from './typed-members.ts'

/** The type that the annotation names against the title and the namespace. */
export const typeNameMismatch: LintRule = {
  name: 'type-name-mismatch',
  severity: 'warning',
  *check({ resourcePages }) {
    for (const { title, namespace, annotations } of resourcePages) {
      const resources = annotations.filter(({ value }) => value?.['blockType'] === 'resource')
      const [annotation] = resources
      const qualified = annotatedType(annotation?.value?.['@odata.type'])
      if (!annotation || !title || qualified === undefined || resources.length > 1) continue
      if (!/^[A-Za-z_]\w*$/.test(title.text)) continue
      const cut = qualified.lastIndexOf('.')
      const name = qualified.slice(cut + 1)
      if (name.toLowerCase() !== title.text.toLowerCase()) {
        yield {
          message: `the annotation names the type ${qualified}, the title ${title.text}`,
          source: annotation.source,
        }
      } else if (namespace && qualified.slice(0, cut) !== namespace.text) {
        yield {
          message: `the annotation names the type ${qualified}, the page the namespace ${namespace.text}`,
          source: annotation.source,
        }
      }
    }
  },
}
