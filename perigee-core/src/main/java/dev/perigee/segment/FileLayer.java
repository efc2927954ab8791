package dev.perigee.segment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// The file operations whose order decides what survives a power failure.
///
/// A seam for tests that forget what was not made durable; [#SYSTEM] is the operating system.
public interface FileLayer {

  /// The files of the operating system.
  FileLayer SYSTEM = new SystemFiles();

  /// A new file that is being written.
  interface Output extends WritableByteChannel {
    /// Returns once what was written is durable.
    void force() throws IOException;
  }

  /// Creates a file that does not exist yet.
  Output create(Path path) throws IOException;

  /// Gives a file another name in the same folder, replacing what bears it, at once.
  void rename(Path from, Path to) throws IOException;

  /// Returns once the names in a folder are durable.
  void forceFolder(Path folder) throws IOException;

  /// Deletes a file if it exists.
  void delete(Path path) throws IOException;

  /// The operating system's files, through java.nio.
  final class SystemFiles implements FileLayer {

    private SystemFiles() {}

    @Override
    public Output create(Path path) throws IOException {
      return new ChannelOutput(
          FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }

    @Override
    public void delete(Path path) throws IOException {
      Files.deleteIfExists(path);
    }
  }
}
