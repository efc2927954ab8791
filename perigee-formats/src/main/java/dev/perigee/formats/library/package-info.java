/// Which library a file is of, told by its bytes, and the reader for it.
///
/// Knows every reader of this module; readers do not know it.
package dev.perigee.formats.library;
