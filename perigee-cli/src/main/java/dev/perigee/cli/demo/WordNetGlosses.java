package dev.perigee.cli.demo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.sf.extjwnl.JWNLException;
import net.sf.extjwnl.data.POS;
import net.sf.extjwnl.data.Synset;
import net.sf.extjwnl.data.Word;
import net.sf.extjwnl.dictionary.Dictionary;

/// Short English texts that everybody can judge: the glosses of WordNet 3.1, read from a jar.
///
/// Source: Fellbaum (ed.), *WordNet: An Electronic Lexical Database* (1998).
final class WordNetGlosses {

  private static final List<POS> PARTS_OF_SPEECH =
      List.of(POS.NOUN, POS.VERB, POS.ADJECTIVE, POS.ADVERB);

  /// What parts a definition from its first example: `a kind of cat; "the cat purred"`.
  private static final Pattern EXAMPLES = Pattern.compile("[;:] \".*");

  private static final Pattern LOOSE_END = Pattern.compile("[;:\\s]+$");

  /// Number of glosses in all.
  static final int COUNT = 116_919;

  private WordNetGlosses() {}

  /// Reads glosses, no two with the same text. All of them, or evenly many of any region of
  /// WordNet: its synsets lie ordered by part of speech and, for nouns and verbs, by subject, so
  /// that every n-th of them is a fair sample. The same limit gives the same glosses in the same
  /// order.
  ///
  /// @param limit at least 1; [#COUNT] or more for all
  static List<Gloss> read(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: expected at least 1, got " + limit);
    }
    return sample(readAll(), limit);
  }

  /// Evenly many of any region of a list, all of it if it is no longer than the limit.
  static <T> List<T> sample(List<T> all, int limit) {
    if (limit >= all.size()) {
      return all;
    }
    List<T> sample = new ArrayList<>(limit);
    for (int i = 0; i < limit; i++) {
      sample.add(all.get((int) ((long) i * all.size() / limit)));
    }
    return sample;
  }

  private static List<Gloss> readAll() {
    try {
      Dictionary wordNet = Dictionary.getDefaultResourceInstance();
      try {
        List<Gloss> glosses = new ArrayList<>();
        Set<String> texts = new HashSet<>();
        for (POS partOfSpeech : PARTS_OF_SPEECH) {
          Iterator<Synset> synsets = wordNet.getSynsetIterator(partOfSpeech);
          while (synsets.hasNext()) {
            Gloss gloss = glossOf(synsets.next());
            if (texts.add(gloss.text())) {
              glosses.add(gloss);
            }
          }
        }
        return glosses;
      } finally {
        wordNet.close();
      }
    } catch (JWNLException e) {
      throw new IllegalStateException("WordNet cannot be read: " + e.getMessage(), e);
    }
  }

  private static Gloss glossOf(Synset synset) {
    String words = synset.getWords().stream().map(Word::getLemma).collect(Collectors.joining(", "));
    return new Gloss(words, synset.getPOS().getLabel(), definition(synset.getGloss()));
  }

  /// The gloss up to its examples, which would pull its vector towards whatever they talk about.
  static String definition(String gloss) {
    String withoutExamples = EXAMPLES.matcher(gloss).replaceFirst("");
    return LOOSE_END.matcher(withoutExamples).replaceFirst("");
  }
}
