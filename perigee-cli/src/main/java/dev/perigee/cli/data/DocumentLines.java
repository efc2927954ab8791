package dev.perigee.cli.data;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The lines of a file or of the standard input, counted. Blank ones are passed over.
final class DocumentLines implements AutoCloseable {

  private final String name;
  private final long lengthBytes;
  private final CountingStream bytes;
  private final BufferedReader reader;
  private long line;

  private DocumentLines(String name, long lengthBytes, InputStream in) {
    this.name = name;
    this.lengthBytes = lengthBytes;
    bytes = new CountingStream(in);
    // a decoder that reports what is no UTF-8 instead of replacing it
    reader = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder()));
  }

  /// Opens a file.
  ///
  /// @param file `-` for the standard input
  /// @throws NotFoundException if there is none
  static DocumentLines open(String file, InputStream standardInput) {
    if (file.equals("-")) {
      return new DocumentLines("standard input", -1, standardInput);
    }
    Path path = Path.of(file);
    try {
      return new DocumentLines(file, Files.size(path), Files.newInputStream(path));
    } catch (NoSuchFileException e) {
      throw new NotFoundException("FILE: expected a file, got none at " + path);
    } catch (IOException e) {
      throw new StorageException("could not read " + path, e);
    }
  }

  /// The next line that is not blank; null at the end.
  ///
  /// @throws InvalidRequestException if it is no UTF-8
  /// @throws StorageException if it cannot be read
  String next() {
    try {
      String text;
      do {
        text = reader.readLine();
        line++;
      } while (text != null && text.isBlank());
      return text;
    } catch (CharacterCodingException e) {
      throw InvalidRequestException.of(name, "UTF-8", "other bytes behind line " + (line - 1));
    } catch (IOException e) {
      throw new StorageException("could not read " + name, e);
    }
  }

  /// The number of the line that was read last, from 1.
  long line() {
    return line;
  }

  /// Bytes read so far, a buffer ahead of the lines.
  long readBytes() {
    return bytes.count;
  }

  /// Bytes in all; -1 if nobody knows.
  long lengthBytes() {
    return lengthBytes;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new StorageException("could not close " + name, e);
    }
  }

  private static final class CountingStream extends FilterInputStream {
    private long count;

    CountingStream(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      count += Math.max(read, 0);
      return read;
    }
  }
}
