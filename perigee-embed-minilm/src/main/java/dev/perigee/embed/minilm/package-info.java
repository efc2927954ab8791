/// English text to vectors, in the process, with a model that comes in a jar.
///
/// Only the door, [dev.perigee.embed.minilm.MiniLmEmbedder], is public. Must not know indexes,
/// collections or files of vectors: whoever calls it decides what becomes of a vector.
package dev.perigee.embed.minilm;
