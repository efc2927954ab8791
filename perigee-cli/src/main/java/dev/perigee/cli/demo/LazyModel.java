package dev.perigee.cli.demo;

import dev.perigee.embed.minilm.MiniLmEmbedder;
import dev.perigee.error.StorageException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/// The embedding model, loaded when it is first needed: a start that finds all vectors in its data
/// folder never waits for it.
///
/// One thread at a time. Whoever makes it closes it.
final class LazyModel implements AutoCloseable {

  private final Supplier<MiniLmEmbedder> opener;
  private MiniLmEmbedder opened;

  LazyModel(Supplier<MiniLmEmbedder> opener) {
    this.opener = opener;
  }

  /// @throws StorageException if its files cannot be unpacked
  MiniLmEmbedder get() {
    if (opened == null) {
      try {
        opened = opener.get();
      } catch (UncheckedIOException e) {
        throw new StorageException(e.getMessage(), e.getCause());
      }
    }
    return opened;
  }

  @Override
  public void close() {
    if (opened != null) {
      opened.close();
    }
  }
}
