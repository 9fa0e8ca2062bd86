/** What is on the disk cannot be read: torn, cut short or made to mislead. The message says where. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
}

/** What is on the disk is whole, and of a kind that is not read here. The message names it. */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError';
}
