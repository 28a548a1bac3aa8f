import type { JsonObject } from '../model/index.ts'
import {
  exchange,
  isEmpty,
  mergeChanges,
  newChanges,
  type AnyMap,
  type Changes,
} from './changes.ts'
import type { Entity } from './entity.ts'
import type { OrderedMap } from './ordered-map.ts'

/** Changes on top of those of its parent; branches share the layers that they had in common. */
interface Layer {
  parent: Layer | undefined
  /** Grows from parent to child. */
  readonly depth: number
  changes: Changes
  /** What was made on top of it. The top layer of a branch has none, and is that branch's alone. */
  children: Layer[]
  /** Those that stand for the state before this layer. */
  marks: LayerMark[]
}

interface LayerMark {
  readonly branch: Branch
  /** `undefined` once it is no longer known. */
  layer: Layer | undefined
}

/** A place to come back to; valid in its branch until something older is restored. */
export interface Mark {
  readonly layer: object | undefined
}

/** One of the states that are kept side by side. */
export interface Branch {
  /** Changes with every change. */
  version: number
  /** `undefined` once it was dropped. */
  top: object | undefined
}

/**
 * A tree of layers of first-touched values. One branch is the state that all others read and write;
 * another is entered by taking out the layers that it has not and putting in those that it has. Rollback
 * of a change set, `restore`, `reset` and entering a branch take time in proportion to what changed, a
 * fork takes the same time always, and a long life costs one entry for each thing touched.
 * @see docs/decisions/0018-sandboxes-are-entered.md
 */
export class ChangeLog {
  readonly #replaceProperties: (entity: Entity, properties: JsonObject) => void
  readonly #base = newLayer(undefined)
  readonly main: Branch = { version: 0, top: addLayer(this.#base) }
  #current: Branch = this.main
  /** What is in the state: this layer, and all below it. */
  #position: Layer = topOf(this.main)

  constructor(replaceProperties: (entity: Entity, properties: JsonObject) => void) {
    this.#replaceProperties = replaceProperties
  }

  /** The branch that was entered last. */
  get current(): Branch {
    return this.#current
  }

  touchProperties(entity: Entity): void {
    const properties = (this.#position.changes.properties ??= new Map())
    if (!properties.has(entity)) properties.set(entity, entity.properties)
  }

  touchType(entity: Entity): void {
    const types = (this.#position.changes.types ??= new Map())
    if (!types.has(entity)) types.set(entity, entity.type)
  }

  touchEntry<K, V>(map: OrderedMap<K, V>, key: K): void {
    const entries = (this.#position.changes.entries ??= new Map())
    const anyMap = map as unknown as AnyMap
    let touched = entries.get(anyMap)
    if (!touched) entries.set(anyMap, (touched = new Map()))
    if (!touched.has(key)) touched.set(key, anyMap.entry(key))
  }

  // ── Branches ────────────────────────────────────────────────────────────────────────────────

  /** A new branch, with the state that another one has now. */
  fork(branch: Branch): Branch {
    const top = topOf(branch)
    if (isEmpty(top.changes)) return { version: 0, top: addLayer(top.parent!) }
    // Shared from now on: each goes on with a layer of its own.
    branch.top = addLayer(top)
    if (this.#position === top) this.#position = topOf(branch)
    return { version: 0, top: addLayer(top) }
  }

  /** Makes the state that of a branch. */
  enter(branch: Branch): void {
    if (branch.top !== this.#position) this.#moveTo(topOf(branch))
    this.#current = branch
  }

  /** Forgets a branch, and what it shared with none. */
  drop(branch: Branch): void {
    let layer = topOf(branch)
    branch.top = undefined
    for (let each = layer; each !== this.#base; each = each.parent!) forgetMarks(each, branch)
    while (layer !== this.#base && layer.children.length === 0) {
      const parent = layer.parent!
      if (this.#position === layer) this.#takeOut()
      detach(layer)
      layer = parent
    }
    this.#joinWithChild(layer)
  }

  /** So that forks which come and go leave no ever longer way down. */
  #joinWithChild(layer: Layer): void {
    const [child] = layer.children
    if (layer === this.#base || !child || layer.children.length > 1) return
    if (child.marks.length > 0) return
    if (!this.#isIn(child)) this.#moveTo(child)
    child.changes = mergeChanges(layer.changes, child.changes)
    child.parent = layer.parent
    layer.parent!.children.splice(layer.parent!.children.indexOf(layer), 1, child)
    child.marks = layer.marks
    for (const mark of child.marks) mark.layer = child
  }

  #isIn(layer: Layer): boolean {
    let each: Layer | undefined = this.#position
    while (each && each.depth > layer.depth) each = each.parent
    return each === layer
  }

  #moveTo(target: Layer): void {
    const missing: Layer[] = []
    for (let wanted = target; wanted !== this.#position;) {
      // Of two layers, the deeper one is not below the other.
      if (this.#position.depth >= wanted.depth) {
        this.#takeOut()
      } else {
        missing.push(wanted)
        wanted = wanted.parent!
      }
    }
    for (const layer of missing.reverse()) exchange(layer.changes, this.#replaceProperties)
    this.#position = target
  }

  #takeOut(): void {
    exchange(this.#position.changes, this.#replaceProperties)
    this.#position = this.#position.parent!
  }

  // ── Marks of the branch that was entered ────────────────────────────────────────────────────

  mark(): Mark {
    return this.#pushLayer({ branch: this.#current, layer: undefined })
  }

  /** Takes back everything since the mark; the mark stays valid. False when the mark is not known here. */
  restore(mark: Mark): boolean {
    const layer = this.#layerOf(mark)
    if (!layer) return false
    this.#undoTo(layer.parent!)
    this.#pushLayer(mark as LayerMark)
    return true
  }

  /** Takes back everything since the mark and forgets it. */
  rollback(mark: Mark): void {
    const layer = this.#layerOf(mark)
    if (!layer) return
    this.#undoTo(layer.parent!)
    this.#continue()
  }

  /** Keeps everything since the mark and forgets the mark, with those after it. */
  commit(mark: Mark): void {
    const layer = this.#layerOf(mark)
    if (!layer) return
    const below = layer.parent!
    for (let each = this.#position; each !== below; each = each.parent!) {
      forgetMarks(each, this.#current)
    }
    // What another branch has shared since the mark stays a layer.
    while (this.#position !== below && this.#position.parent!.children.length === 1) {
      this.#joinWithParent()
    }
  }

  #joinWithParent(): void {
    const top = this.#position
    const parent = top.parent!
    parent.changes = mergeChanges(parent.changes, top.changes)
    parent.children = []
    this.#position = parent
    this.#current.top = parent
  }

  /** Back to the state at the beginning. */
  reset(): void {
    this.#undoTo(this.#base)
    this.#continue()
  }

  #layerOf(mark: Mark): Layer | undefined {
    const { branch, layer } = mark as LayerMark
    return branch === this.#current ? layer : undefined
  }

  #pushLayer(mark: LayerMark): LayerMark {
    this.#position = addLayer(this.#position)
    this.#current.top = this.#position
    this.#position.marks.push(mark)
    mark.layer = this.#position
    return mark
  }

  /** Layers that another branch shares are taken out alone. */
  #undoTo(layer: Layer): void {
    while (this.#position !== layer) {
      const undone = this.#position
      this.#takeOut()
      forgetMarks(undone, this.#current)
      if (undone.children.length === 0) detach(undone)
    }
  }

  /** The branch goes on at the position, with a layer that is its own. */
  #continue(): void {
    const isOwn = this.#position !== this.#base && this.#position.children.length === 0
    if (!isOwn) this.#position = addLayer(this.#position)
    this.#current.top = this.#position
  }
}

function newLayer(parent: Layer | undefined): Layer {
  const depth = parent ? parent.depth + 1 : 0
  return { parent, depth, changes: newChanges(), children: [], marks: [] }
}

function addLayer(parent: Layer): Layer {
  const layer = newLayer(parent)
  parent.children.push(layer)
  return layer
}

function detach(layer: Layer): void {
  const { children } = layer.parent!
  children.splice(children.indexOf(layer), 1)
}

/** @throws Error for a branch that was dropped */
function topOf({ top }: Branch): Layer {
  if (!top) throw new Error('the branch was dropped')
  return top as Layer
}

function forgetMarks(layer: Layer, branch: Branch): void {
  if (layer.marks.length === 0) return
  layer.marks = layer.marks.filter((mark) => {
    if (mark.branch !== branch) return true
    mark.layer = undefined
    return false
  })
}
