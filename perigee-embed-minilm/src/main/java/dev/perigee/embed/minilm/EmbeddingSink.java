package dev.perigee.embed.minilm;

/// Takes the vectors of [MiniLmEmbedder#embedAll] one by one.
@FunctionalInterface
public interface EmbeddingSink {

  /// Called in the thread that called `embedAll`, in the order of the texts. What it throws ends
  /// `embedAll` and reaches its caller.
  ///
  /// @param index the place of the text in the list, from 0
  /// @param vector unit length, `[384]`; the sink's to keep
  void accept(int index, float[] vector);
}
