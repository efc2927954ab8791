package dev.perigee.formats.arrow;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.Schema;

/// What stands at the end of a file.
///
/// ```
/// 0            'ARROW1' 0 0
///              messages: the schema, dictionaries, batches, the mark of their end
/// size-10-n    FlatBuffer `Footer`, n bytes
/// size-10      i32 n
/// size-6       'ARROW1'
/// ```
///
/// @param offset where it begins
/// @param schema the columns
/// @param dictionaries where they lie
/// @param batches where they lie, in the order of rows
record ArrowFooter(long offset, Schema schema, List<Block> dictionaries, List<Block> batches) {

  static final byte[] MAGIC = {'A', 'R', 'R', 'O', 'W', '1'};

  /// The magic number and zeros.
  static final int HEAD_BYTES = 8;

  private static final int TAIL_BYTES = Integer.BYTES + 6;
  private static final int BLOCK_BYTES = 24;

  /// Where a message lies.
  ///
  /// @param offset of the message
  /// @param headBytes what comes before its body
  record Block(long offset, int headBytes) {

    /// The message.
    ///
    /// @throws CorruptionException if none is there
    ArrowMessage read(ArrowFile file) {
      ArrowMessage message = ArrowMessage.read(file, offset);
      if (message == null || message.bodyOffset() - offset != headBytes) {
        throw file.damaged(
            offset, "expected a message with a head of " + headBytes + " bytes, got another");
      }
      return message;
    }
  }

  /// Reads the footer of a file.
  ///
  /// @throws CorruptionException if the file was cut off, or the footer is damaged
  /// @throws InvalidRequestException if it is of a version that is not read
  static ArrowFooter read(ArrowFile file) {
    long size = file.sizeBytes();
    if (size < HEAD_BYTES + TAIL_BYTES || !isMagic(file)) {
      throw file.damaged(
          Math.max(0, size - MAGIC.length),
          "expected ARROW1 at the end, got other bytes: a file that was cut off, or not finished");
    }
    int length = file.intAt(size - TAIL_BYTES);
    if (length <= 0 || length > size - TAIL_BYTES - HEAD_BYTES) {
      throw file.damaged(
          size - TAIL_BYTES, "expected the length of a footer in this file, got " + length);
    }
    long offset = size - TAIL_BYTES - length;
    ByteBuffer bytes = file.metadata(offset, length);
    Footer footer = file.guarded(offset, "a footer", () -> Footer.getRootAsFooter(bytes));
    ArrowMessage.requireVersion(file, file.guarded(offset, "a version", footer::version));
    Reading reading = new Reading(file, offset, length);
    return new ArrowFooter(
        offset,
        file.guarded(offset, "a schema", footer::schema),
        reading.blocks(footer::dictionariesLength, i -> block(footer.dictionaries(i))),
        reading.blocks(footer::recordBatchesLength, i -> block(footer.recordBatches(i))));
  }

  private static boolean isMagic(ArrowFile file) {
    byte[] end = file.copy(file.sizeBytes() - MAGIC.length, MAGIC.length, "the end");
    return Arrays.equals(end, MAGIC);
  }

  private static Block block(org.apache.arrow.flatbuf.Block block) {
    return new Block(block.offset(), block.metaDataLength());
  }

  /// Lists of blocks, read where they are asked for: there can be millions.
  private record Reading(ArrowFile file, long offset, int length) {

    List<Block> blocks(Supplier<Integer> size, IntFunction<Block> block) {
      int count = file.guarded(offset, "a number of blocks", size);
      if (count < 0 || count > length / BLOCK_BYTES) {
        throw file.damaged(
            offset, "expected blocks in " + length + " bytes of footer, got " + count);
      }
      return new AbstractList<>() {
        @Override
        public Block get(int index) {
          return file.guarded(offset, "block " + index, () -> block.apply(index));
        }

        @Override
        public int size() {
          return count;
        }
      };
    }
  }
}
