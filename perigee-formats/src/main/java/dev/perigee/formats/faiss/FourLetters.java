package dev.perigee.formats.faiss;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.PerigeeException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.file.FileCursor;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// The four letters that tell what comes next in a file, and what is said of those that are not
/// read.
final class FourLetters {

  private static final int LENGTH_BYTES = 4;

  private static final Map<String, String> NOT_READ = notRead();

  private FourLetters() {}

  private static Map<String, String> notRead() {
    Map<String, String> reasons = new HashMap<>();
    put(reasons, "a graph without its vectors (storage left out)", "null");
    put(reasons, "the Panorama layout of vectors", "IxFP", "IxFp", "IHfP");
    put(reasons, "a graph over codes of two levels", "IHN2");
    put(reasons, "a graph made for a GPU (CAGRA)", "IHNc", "IHc2");
    put(reasons, "an index that is refined by a second one", "IxRF", "IxRP");
    put(reasons, "inverted lists of product codes", "IwPQ", "IwQR", "IvPQ", "IvQR");
    put(reasons, "inverted lists of scalar codes", "IwSq", "IwSQ", "IvSQ");
    put(reasons, "inverted lists as old versions wrote them", "IvFl", "IvFL");
    put(reasons, "inverted lists without duplicates", "IwFd");
    put(reasons, "inverted lists with Panorama levels", "IwFP");
    put(reasons, "inverted lists of hash codes", "IwSh");
    put(reasons, "inverted lists with a second quantiser", "IwIQ");
    put(reasons, "codes for fast scan", "IPfs", "IwPf", "ILfs", "IRfs", "IPRf", "IPLf");
    put(reasons, "codes for fast scan", "IVLf", "IVRf", "NPLf", "NPRf");
    put(reasons, "an NSG graph", "INSf", "INSp", "INSs");
    put(reasons, "an NN-descent graph", "INNf");
    put(reasons, "hash codes (LSH)", "IxHe", "IxHE");
    put(reasons, "additive codes", "IxRq", "IxRQ", "IxLS", "IxPR", "IxPL", "ImRQ");
    put(reasons, "additive codes", "IwLS", "IwRQ", "IwPL", "IwPR");
    put(reasons, "RaBitQ codes", "Ixrq", "Iwrq", "Ixrr", "Iwrr", "Irfs", "Iwrf");
    put(reasons, "rows with their own ranges", "IRMf", "IRMh");
    put(reasons, "lattice codes", "IxLa");
    put(reasons, "product codes as old versions wrote them", "IxPQ", "IxPo");
    put(reasons, "a quantiser of inverted lists", "Imiq", "Ix2L");
    put(reasons, "a graph of the SVS library", "ISVD", "IS44", "IS48", "ISVF");
    put(reasons, "a transform to bits (ITQ)", "Viqm", "Viqt");
    put(reasons, "inverted lists kept in another file", "il00", "ilod");
    return Map.copyOf(reasons);
  }

  private static void put(Map<String, String> reasons, String reason, String... letters) {
    for (String each : letters) {
      reasons.put(each, reason);
    }
  }

  /// Takes four letters.
  static String take(FileCursor cursor) {
    long at = cursor.skip(1, LENGTH_BYTES, "letters");
    return new String(cursor.file().bytes(at, LENGTH_BYTES), StandardCharsets.ISO_8859_1);
  }

  /// What to throw for letters that stand for nothing that is read at their place.
  ///
  /// @param at where they stand
  /// @param expected what would be read there
  /// @return an invalid request where FAISS knows them, else a corruption
  static PerigeeException refusal(FileBytes file, long at, String letters, String expected) {
    String reason = notReadBecause(letters);
    if (reason == null) {
      return file.corruption(at, "expected " + expected + ", got " + shown(letters));
    }
    return InvalidRequestException.of(file.name(), expected, letters + ": " + reason);
  }

  /// What FAISS means by letters that are not read; null if it means nothing.
  static String notReadBecause(String letters) {
    return letters.matches("IB[A-Za-z0-9]{2}") ? "a binary index" : NOT_READ.get(letters);
  }

  private static String shown(String letters) {
    if (letters.chars().allMatch(letter -> letter >= ' ' && letter <= '~')) {
      return "'" + letters + "'";
    }
    return "%02x %02x %02x %02x".formatted(letters.chars().boxed().toArray());
  }
}
