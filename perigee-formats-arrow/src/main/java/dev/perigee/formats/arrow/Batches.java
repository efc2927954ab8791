package dev.perigee.formats.arrow;

import dev.perigee.formats.record.RecordNotes;

/// The batches of rows of a file, one after another, with the dictionaries that they need.
///
/// To come to the next one costs a look at its header, however large it is.
interface Batches {

  /// The next batch.
  ///
  /// @return null at the end
  ArrowMessage next();

  /// The batches of a stream: messages one behind the other. One thread.
  final class OfStream implements Batches {

    private final ArrowFile file;
    private final Dictionaries dictionaries;
    private final RecordNotes notes;
    private long at;
    private boolean ended;

    /// @param at position behind the schema
    OfStream(ArrowFile file, long at, Dictionaries dictionaries, RecordNotes notes) {
      this.file = file;
      this.at = at;
      this.dictionaries = dictionaries;
      this.notes = notes;
    }

    @Override
    public ArrowMessage next() {
      while (!ended) {
        if (at == file.sizeBytes()) {
          // Allowed, but so ends a stream whose writer died, too.
          notes.add("the stream has no mark at its end: it may have been cut off");
          ended = true;
          return null;
        }
        ArrowMessage message = ArrowMessage.read(file, at);
        if (message == null) {
          end();
          return null;
        }
        at = message.end();
        if (!message.isDictionary()) {
          return message;
        }
        dictionaries.take(message, true);
      }
      return null;
    }

    private void end() {
      ended = true;
      long mark = file.intAt(at) == ArrowMessage.CONTINUATION ? Long.BYTES : Integer.BYTES;
      long behind = file.sizeBytes() - at - mark;
      if (behind > 0) {
        notes.add(behind + " bytes behind the end of the stream were passed over");
      }
    }
  }

  /// The batches of a file, in the order of its footer. One thread.
  final class OfFile implements Batches {

    private final ArrowFile file;
    private final ArrowFooter footer;
    private int next;

    /// @param dictionaries take those of the file
    OfFile(ArrowFile file, ArrowFooter footer, Dictionaries dictionaries) {
      this.file = file;
      this.footer = footer;
      for (ArrowFooter.Block block : footer.dictionaries()) {
        dictionaries.take(block.read(file), false);
      }
    }

    @Override
    public ArrowMessage next() {
      return next == footer.batches().size() ? null : footer.batches().get(next++).read(file);
    }
  }
}
