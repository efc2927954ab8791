package dev.perigee.formats.json;

import dev.perigee.error.StorageException;
import dev.perigee.formats.file.AtomicFile;
import dev.perigee.formats.file.AtomicFileStream;
import dev.perigee.formats.record.RecordWriterFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/// A text file in UTF-8 on its way to its name, in gzip where the name ends in `.gz`.
///
/// One thread at a time. Whoever creates it closes it.
final class TextOutput implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path target;
  private final AtomicFile file;
  private final OutputStream out;

  private TextOutput(Path target, AtomicFile file, OutputStream out) {
    this.target = target;
    this.file = file;
    this.out = out;
  }

  /// Starts a file; nothing is there under its name yet.
  ///
  /// @throws StorageException if the folder does not exist or refuses a new file
  static TextOutput create(Path target) {
    AtomicFile file = AtomicFile.create(target);
    try {
      OutputStream plain = new AtomicFileStream(file);
      boolean packed = RecordWriterFormat.isPacked(String.valueOf(target.getFileName()));
      return new TextOutput(
          target, file, packed ? new GZIPOutputStream(plain, BUFFER_BYTES) : plain);
    } catch (IOException e) {
      file.close();
      throw new StorageException("cannot write " + target, e);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /// Appends text.
  void write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    write(stream -> stream.write(bytes));
  }

  /// Appends what somebody writes to a stream.
  void write(Source source) {
    try {
      source.writeTo(out);
    } catch (IOException e) {
      throw new StorageException("cannot write " + target, e);
    }
  }

  /// Completes the file, syncs it and gives it its name.
  void publish() {
    write(OutputStream::close);
    file.publish(new byte[0]);
  }

  @Override
  public void close() {
    file.close();
  }

  /// Something that can be written to a stream.
  interface Source {
    /// Writes it.
    void writeTo(OutputStream stream) throws IOException;
  }
}
