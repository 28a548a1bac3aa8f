/**
 * Takes out of the environment of each test file what a shell, a terminal or a CI service would change
 * results by. In Jest, `process.env` is a copy: the commands that a test starts get it by `env`.
 */
const telling = /^(CI|FORCE_COLOR|NO_COLOR|GITHUB_.*|UNDERSTUDY_(TOKEN|JOURNAL|CONTROL_TOKEN|URL))$/

for (const name of Object.keys(process.env)) {
  if (telling.test(name)) delete process.env[name]
}
