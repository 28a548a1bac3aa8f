/*
 * Users' modules for what a contract cannot say. Comes in: a folder of modules, a model, a request.
 * Goes out: hooks that the engine calls. It does not know HTTP but for headers and method.
 */
export {
  defineBehavior,
  type Behavior,
  type BehaviorContext,
  type BehaviorKey,
  type BehaviorModule,
  type Representation,
} from './behavior.ts'
export { openBehaviors, type BehaviorSource } from './behavior-folder.ts'
export { bindBehaviors, type BoundBehaviors } from './bind-behaviors.ts'
export { openHooks } from './open-hooks.ts'
export { behaviorFailure } from './run-hook.ts'
