package dev.perigee.formats.arrow;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.PerigeeException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.file.LittleEndian;
import dev.perigee.formats.file.MappedFile;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;

/// The buffers of a batch, each found to lie in its body: in the mapping of the file, or unpacked.
///
/// Owned by one thread, which closes it; nothing is read of a buffer then.
final class BatchBody implements AutoCloseable {

  private static final long AS_IT_IS = -1;
  private static final MemorySegment EMPTY = MemorySegment.ofArray(new byte[0]);
  private final ArrowMessage message;
  private final BatchHeader header;
  private final Unpacking unpacking;
  private final MemorySegment[] buffers;
  private MappedFile unpackedFile;
  private long heapBytes;
  private int next;

  private BatchBody(ArrowMessage message, BatchHeader header, Unpacking unpacking) {
    this.message = message;
    this.header = header;
    this.unpacking = unpacking;
    this.buffers = new MemorySegment[header.places().size()];
  }

  /// Finds the buffers of a batch, and unpacks them.
  ///
  /// @throws CorruptionException if one is not in the body, or does not unpack to what it should
  /// @throws LimitExceededException if they unpack to too much
  /// @throws StorageException if the operating system refuses
  static BatchBody open(ArrowMessage message, BatchHeader header, Unpacking unpacking) {
    BatchBody body = new BatchBody(message, header, unpacking);
    try {
      body.find();
      if (header.codec() != null) {
        body.unpack();
      }
      return body;
    } catch (RuntimeException | Error e) {
      body.close();
      throw e;
    }
  }

  /// The next buffer, in the order of the header.
  MemorySegment next() {
    if (next == buffers.length) {
      throw message.file().damaged(message.offset(), "expected more buffers, got " + next);
    }
    return buffers[next++];
  }

  private void find() {
    long bodyBytes = message.bodyBytes();
    for (int i = 0; i < buffers.length; i++) {
      long offset = header.places().get(i).offset();
      long size = header.places().get(i).bytes();
      // Where nothing is, some writers do not say where.
      if (size == 0) {
        buffers[i] = EMPTY;
      } else if (offset < 0 || size < 0 || offset > bodyBytes - size) {
        throw message
            .file()
            .damaged(
                message.offset(),
                "expected buffer %d in a body of %d bytes, got %d bytes at %d"
                    .formatted(i, bodyBytes, size, offset));
      } else {
        buffers[i] = message.file().slice(message.bodyOffset() + offset, size, "a buffer");
      }
    }
  }

  private void unpack() {
    long[] lengths = new long[buffers.length];
    long packed = 0;
    long total = 0;
    for (int i = 0; i < buffers.length; i++) {
      lengths[i] = unpackedLength(i);
      if (lengths[i] != AS_IT_IS) {
        packed += buffers[i].byteSize();
        total += UnpackedFile.aligned(Math.min(lengths[i], Unpacking.BATCH_BYTES_MAX + 1));
      }
    }
    unpacking.require(packed, total);
    if (unpacking.takeHeap(total)) {
      heapBytes = total;
      unpackToHeap(lengths);
    } else {
      unpackToFile(lengths, total);
    }
  }

  private long unpackedLength(int buffer) {
    if (buffers[buffer].byteSize() == 0) {
      return AS_IT_IS;
    }
    if (buffers[buffer].byteSize() < Long.BYTES) {
      throw damaged(buffer, "8 bytes or more", buffers[buffer].byteSize() + "");
    }
    long length = buffers[buffer].get(LittleEndian.LONG, 0);
    message.file().requireWhole();
    buffers[buffer] = buffers[buffer].asSlice(Long.BYTES);
    if (length < AS_IT_IS) {
      throw damaged(buffer, "an unpacked length", length + "");
    }
    return length;
  }

  private void unpackToHeap(long[] lengths) {
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] != AS_IT_IS) {
        byte[] unpacked = new byte[(int) lengths[i]];
        try (InputStream in = stream(i)) {
          int count = in.readNBytes(unpacked, 0, unpacked.length);
          requireEnd(i, count, lengths[i], in);
        } catch (IOException | RuntimeException e) {
          throw failure(i, e);
        }
        buffers[i] = MemorySegment.ofArray(unpacked);
      }
    }
  }

  private void unpackToFile(long[] lengths, long total) {
    try (UnpackedFile file = UnpackedFile.create(message.file().name(), total)) {
      long[] offsets = new long[lengths.length];
      for (int i = 0; i < lengths.length; i++) {
        if (lengths[i] != AS_IT_IS) {
          offsets[i] = file.sizeBytes();
          try (InputStream in = stream(i)) {
            long count = file.append(in, lengths[i]);
            requireEnd(i, count, lengths[i], in);
          } catch (IOException | RuntimeException e) {
            throw failure(i, e);
          }
        }
      }
      unpackedFile = file.map();
      for (int i = 0; i < lengths.length; i++) {
        if (lengths[i] != AS_IT_IS) {
          buffers[i] = unpackedFile.bytes().asSlice(offsets[i], lengths[i]);
        }
      }
    }
  }

  private InputStream stream(int buffer) throws IOException {
    if (header.codec() == BufferCodec.ZSTD) {
      ZstdFrames.require(buffers[buffer]);
      message.file().requireWhole();
    }
    return header.codec().unpack(new SegmentStream(message.file(), buffers[buffer]));
  }

  private void requireEnd(int buffer, long got, long length, InputStream in) throws IOException {
    if (got != length || in.read() >= 0) {
      throw damaged(
          buffer, length + " bytes when unpacked", got < length ? got + "" : "more of them");
    }
  }

  private RuntimeException failure(int buffer, Exception e) {
    if (e instanceof PerigeeException ours) {
      return ours;
    }
    return damaged(buffer, header.codec() + " bytes", String.valueOf(e.getMessage()));
  }

  private CorruptionException damaged(int buffer, String expected, String got) {
    return message
        .file()
        .damaged(
            message.bodyOffset() + header.places().get(buffer).offset(),
            "expected " + expected + " in a buffer, got " + got);
  }

  @Override
  public void close() {
    unpacking.freeHeap(heapBytes);
    heapBytes = 0;
    if (unpackedFile != null) {
      unpackedFile.close();
      unpackedFile = null;
    }
  }
}
