/**
 * Takes out of the environment of each test file, and so of the commands that it starts, what a
 * shell, a terminal or a CI service would change results by.
 */
const telling = /^(CI|FORCE_COLOR|NO_COLOR|GITHUB_.*|UNDERSTUDY_(TOKEN|JOURNAL|CONTROL_TOKEN|URL))$/

for (const name of Object.keys(process.env)) {
  if (telling.test(name)) delete process.env[name]
}
