import { count } from '../../model/index.ts'
import { html, type Html } from '../../reports/index.ts'
import type { Service } from '../service.ts'

interface Served {
  readonly name: string
  readonly typeName: string
  readonly entities: number
}

/** Entity sets with what they hold, the fullest first, and singletons; empty ones are folded away. */
export function writeSets(service: Service): Html {
  service.enter()
  const { model, store } = service.world
  const { entitySets, singletons } = model.container
  const sets = [...entitySets.values()].map((set) => ({
    name: set.name,
    typeName: set.entityType.qualifiedName,
    entities: store.collection(set).size,
  }))
  const ones = [...singletons.values()].map((singleton) => ({
    name: singleton.name,
    typeName: singleton.entityType.qualifiedName,
    entities: store.singleton(singleton) ? 1 : 0,
  }))
  const all = [...sets, ...ones]
  const filled = all
    .filter(({ entities }) => entities > 0)
    .sort((a, b) => b.entities - a.entities || a.name.localeCompare(b.name, 'en'))
  const empty = all.filter(({ entities }) => entities === 0)
  return html`${filled.length > 0 ? table(service.basePath, filled) : html`<p>There are no entities.</p>`}
  ${
    empty.length > 0
      ? html`<details>
          <summary>${count(empty.length, 'empty set')} or singletons without an entity</summary>
          ${table(service.basePath, empty)}
        </details>`
      : undefined
  }`
}

function table(basePath: string, served: readonly Served[]): Html {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="Entity sets">
    <table>
      <thead>
        <tr>
          <th scope="col">Path</th>
          <th scope="col">Type</th>
          <th scope="col" class="number">Entities</th>
        </tr>
      </thead>
      <tbody>
        ${served.map(
          ({ name, typeName, entities }) =>
            html`<tr>
              <td>
                <a href="${basePath}/${name}"><code>/${name}</code></a>
              </td>
              <td><code>${typeName}</code></td>
              <td class="number">${entities}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}
