package dev.perigee.testkit;

import dev.perigee.segment.FileLayer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// The files of one folder, with a memory of what a power failure would leave of them.
///
/// | not yet durable | after [#crash(Path)] |
/// |---|---|
/// | bytes written since the last `force` | all, none, the front, or some sectors, the others zero |
/// | names changed since the last `forceFolder` | each change has happened or not, whole |
///
/// Forcing a file says nothing about its name, and forcing the folder nothing about the bytes of
/// its files: less than most file systems promise, and all that POSIX does. A rename is atomic: its
/// two names change together.
///
/// What survives depends on the seed alone. Running programs see the real folder, which is changed
/// at once; nothing in it is really forced, so a test may crash thousands of times a second. Files
/// that were there at the start are durable. One thread.
public final class PowerLossFiles implements FileLayer {

  /// The power stays on.
  public static final int NEVER = Integer.MAX_VALUE;

  private static final int SECTOR_BYTES = 512;

  private final SplittableRandom random;
  private final int failingOperation;
  private final Map<String, Content> durableNames = new TreeMap<>();
  private final Map<String, Content> names = new TreeMap<>();
  private final List<NameChange> pending = new ArrayList<>();
  private int operations;

  /// @param folder an existing folder
  /// @param seed decides what survives
  /// @param failingOperation during which operation the power fails, counted from 0; or [#NEVER].
  ///   That operation may have happened or not; it and every later one throw
  public PowerLossFiles(Path folder, long seed, int failingOperation) throws IOException {
    this.random = new SplittableRandom(seed);
    this.failingOperation = failingOperation;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        durableNames.put(nameOf(file), Content.durable(Files.readAllBytes(file)));
      }
    }
    names.putAll(durableNames);
  }

  /// Number of operations so far.
  public int operations() {
    return operations;
  }

  /// Writes what is found when the power is back into another folder.
  ///
  /// @param found an empty folder
  public void crash(Path found) throws IOException {
    Map<String, Content> survivors = new TreeMap<>(durableNames);
    for (NameChange change : pending) {
      if (random.nextBoolean()) {
        change.applyTo(survivors);
      }
    }
    for (Map.Entry<String, Content> survivor : survivors.entrySet()) {
      Files.write(found.resolve(survivor.getKey()), survivor.getValue().afterPowerLoss(random));
    }
  }

  @Override
  public Output create(Path path) throws IOException {
    Content content = new Content();
    boolean failed = failsNow();
    pending.add(new Linked(nameOf(path), content));
    throwIf(failed);
    Files.write(path, new byte[0], StandardOpenOption.CREATE_NEW);
    names.put(nameOf(path), content);
    return new FileOutput(path, content);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Content content = names.get(nameOf(from));
    boolean failed = failsNow();
    NameChange change = new Renamed(nameOf(from), nameOf(to), content);
    pending.add(change);
    throwIf(failed);
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    change.applyTo(names);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    throwIf(failsNow());
    pending.forEach(change -> change.applyTo(durableNames));
    pending.clear();
  }

  @Override
  public void delete(Path path) throws IOException {
    boolean failed = failsNow();
    NameChange change = new Removed(nameOf(path));
    pending.add(change);
    throwIf(failed);
    Files.deleteIfExists(path);
    change.applyTo(names);
  }

  /// Counts an operation. After the failure nothing is remembered any more.
  private boolean failsNow() throws IOException {
    throwIf(operations > failingOperation);
    return operations++ == failingOperation;
  }

  private static void throwIf(boolean powerIsOff) throws IOException {
    if (powerIsOff) {
      throw new IOException("the power is off");
    }
  }

  private static String nameOf(Path path) {
    return String.valueOf(path.getFileName());
  }

  /// A change of names, which happens as a whole.
  private sealed interface NameChange {
    void applyTo(Map<String, Content> names);
  }

  private record Linked(String name, Content content) implements NameChange {
    @Override
    public void applyTo(Map<String, Content> names) {
      names.put(name, content);
    }
  }

  private record Renamed(String from, String to, Content content) implements NameChange {
    @Override
    public void applyTo(Map<String, Content> names) {
      names.remove(from);
      names.put(to, content);
    }
  }

  private record Removed(String name) implements NameChange {
    @Override
    public void applyTo(Map<String, Content> names) {
      names.remove(name);
    }
  }

  /// The bytes of a file, whatever its name. Only ever appended to, so the durable ones are a
  /// front.
  private static final class Content {
    private byte[] bytes = new byte[0];
    private int durable;

    static Content durable(byte[] bytes) {
      Content content = new Content();
      content.append(bytes, bytes.length);
      content.durable = bytes.length;
      return content;
    }

    void append(byte[] added, int count) {
      int from = bytes.length;
      bytes = Arrays.copyOf(bytes, from + count);
      System.arraycopy(added, 0, bytes, from, count);
    }

    byte[] afterPowerLoss(SplittableRandom random) {
      int length = random.nextInt(durable, bytes.length + 1);
      return switch (random.nextInt(4)) {
        case 0 -> Arrays.copyOf(bytes, durable);
        case 1 -> bytes.clone();
        case 2 -> Arrays.copyOf(bytes, length);
        default -> withLostSectors(random.nextBoolean() ? length : bytes.length, random);
      };
    }

    private byte[] withLostSectors(int length, SplittableRandom random) {
      byte[] left = Arrays.copyOf(bytes, length);
      int first = (durable + SECTOR_BYTES - 1) / SECTOR_BYTES * SECTOR_BYTES;
      for (int at = first; at < length; at += SECTOR_BYTES) {
        if (random.nextBoolean()) {
          Arrays.fill(left, at, Math.min(length, at + SECTOR_BYTES), (byte) 0);
        }
      }
      return left;
    }
  }

  /// Writes to the real file and remembers.
  private final class FileOutput implements Output {
    private final Path path;
    private final Content content;
    private boolean open = true;

    FileOutput(Path path, Content content) {
      this.path = path;
      this.content = content;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      boolean failed = failsNow();
      byte[] added = new byte[source.remaining()];
      source.get(added);
      content.append(added, failed ? random.nextInt(added.length + 1) : added.length);
      throwIf(failed);
      Files.write(path, added, StandardOpenOption.APPEND);
      return added.length;
    }

    @Override
    public void force() throws IOException {
      throwIf(failsNow());
      content.durable = content.bytes.length;
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() {
      open = false;
    }
  }
}
