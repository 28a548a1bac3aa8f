import { findNavigation, type NavigationDraft, type StructuredDraft } from './compile-drafts.ts'

/** Finds what leads on from step to step: `transitiveMembers` from `members`, `transitiveReports` from `directReports`. */
export function findTransitive(types: readonly StructuredDraft[]): void {
  for (const type of types) {
    for (const navigation of type.navigations.values()) {
      const rest = /^transitive([A-Z]\w*)$/.exec(navigation.name)?.[1]
      if (rest === undefined || !navigation.isCollection || !navigation.target) continue
      navigation.transitiveOf = [`${rest[0]!.toLowerCase()}${rest.slice(1)}`, `direct${rest}`]
        .map((name) => findNavigation(type, name))
        .find((step) => step && leadsAlike(step, navigation))
    }
  }
}

function leadsAlike(step: NavigationDraft, navigation: NavigationDraft): boolean {
  return step.isCollection && step.type === navigation.type && step.target !== undefined
}
