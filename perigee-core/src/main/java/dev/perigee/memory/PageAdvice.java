package dev.perigee.memory;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Tells the operating system in which order pages of a map will be asked for (madvise(2)), where
/// the module may use native access; else nothing is told.
///
/// By default it reads on behind a page that was missing, as far as the device is set to: several
/// megabytes on some. Where memory holds just what is wanted, one missing page then pushes out two
/// thousand others, and each of those as many.
public final class PageAdvice {

  private static final int MADV_NORMAL = 0;
  private static final int MADV_RANDOM = 1;
  private static final MethodHandle MADVISE = find();

  private PageAdvice() {}

  /// Pages will be wanted one by one, in no order: none is read but those asked for.
  ///
  /// @param map starts with a page
  public static void oneByOne(MemorySegment map) {
    advise(map, MADV_RANDOM);
  }

  /// Pages will be wanted in their order, or as ever.
  ///
  /// @param map starts with a page
  public static void inOrder(MemorySegment map) {
    advise(map, MADV_NORMAL);
  }

  private static void advise(MemorySegment map, int advice) {
    if (MADVISE == null || !map.isNative() || map.byteSize() == 0) {
      return;
    }
    try {
      // what it returns says at most that it was not heard
      int _ = (int) MADVISE.invokeExact(map.address(), map.byteSize(), advice);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @SuppressWarnings("restricted") // asked for first
  private static MethodHandle find() {
    if (!PageAdvice.class.getModule().isNativeAccessEnabled()) {
      return null;
    }
    SymbolLookup symbols = Linker.nativeLinker().defaultLookup();
    FunctionDescriptor signature =
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT);
    return symbols
        .find("madvise")
        .map(symbol -> Linker.nativeLinker().downcallHandle(symbol, signature))
        .orElse(null);
  }
}
