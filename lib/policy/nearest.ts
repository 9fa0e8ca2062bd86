/** Levenshtein's edit distance, two rows at a time. */
const distance = (one: string, other: string): number => {
  let before = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...one].entries()) {
    const row = [i + 1];
    for (let j = 0; j < other.length; j++) {
      const change = (before[j] ?? 0) + (letter === other[j] ? 0 : 1);
      row.push(Math.min(change, (before[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    before = row;
  }
  return before[other.length] ?? 0;
};

/** The word that was probably meant: at most a third of its letters differ. Case does not count. */
export const nearest = (word: string, known: Iterable<string>): string | undefined => {
  const given = word.toLowerCase().slice(0, 100);
  let best: { readonly word: string; readonly distance: number } | undefined;
  for (const candidate of known) {
    const found = distance(given, candidate.toLowerCase());
    if (found <= candidate.length / 3 && found < (best?.distance ?? Number.POSITIVE_INFINITY))
      best = { word: candidate, distance: found };
  }
  return best?.word;
};

/** ` Did you mean mode?`, or nothing where no known word is near. */
export const didYouMean = (word: string, known: Iterable<string>): string => {
  const meant = nearest(word, known);
  return meant === undefined ? '' : ` Did you mean ${meant}?`;
};
