/* Stands for `linkify-it` in the bundle: markdown-it makes one in its constructor, and we never use it. */
exports.LinkifyIt = class LinkifyIt {}
