import type { TypeName } from '../../model/index.ts'

/** Replaces the aliases of a document in its names and paths. */
export interface CsdlNames {
  /** A qualified name, or any path or target with qualified names in it. */
  readonly resolve: (text: string) => string
  /** `Collection(self.Product)`. */
  readonly resolveType: (text: string) => TypeName
}

/**
 * @param aliases alias to namespace, of the schemas and the references of one document
 * @see CSDL, "Alias"
 */
export function createCsdlNames(aliases: ReadonlyMap<string, string>): CsdlNames {
  const resolveName = (name: string): string => {
    const dot = name.lastIndexOf('.')
    const namespace = dot < 0 ? undefined : aliases.get(name.slice(0, dot))
    return namespace === undefined ? name : `${namespace}${name.slice(dot)}`
  }
  const resolve = (text: string): string =>
    text.includes('.') ? text.replace(/[^\s/(),@#]+/g, resolveName) : text
  return {
    resolve,
    resolveType: (text) => {
      const item = /^Collection\((.*)\)$/.exec(text)?.[1]
      return { typeName: resolveName(item ?? text), isCollection: item !== undefined }
    },
  }
}
