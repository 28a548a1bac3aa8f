/* Stands for `node:child_process` in commander, which needs it only for commands in programs of their own. */
module.exports = {}
