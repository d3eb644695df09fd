// Values that tell themselves by their form and check digits: cards and what stands beside them, tracks, IBANs.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/** Which of these classes are asked for, made ready once. */
class Numbers {
  /** @param {Set<string>} classes */
  constructor(classes) {
    this.classes = classes;
    this.isAsked = NUMBERS_ALL.some((dataClass) => classes.has(dataClass));
    this.beside = ["card_expiry", "card_verification"].filter((dataClass) => classes.has(dataClass));
  }

  /**
   * Yield what is found; `labelled` is the class that the label tells.
   * @param {Reading} reading
   * @param {string | null} labelled
   * @returns {Generator<Finding, void, undefined>}
   */
  *findings(reading, labelled) {
    if (this.classes.has("iban")) yield* ibanFindings(reading, labelled);
    if (this.classes.has("track_data")) {
      for (const [start, end] of tracks(reading)) yield findingOf(start, end, "track_data", [[start, end]]);
    }
    if (this.classes.has("card_number")) yield* disguisedCards(reading);
    if (this.classes.has("us_ssn")) yield* disguisedSsns(reading);
    yield* this.ofDigits(reading, labelled);
  }

  /**
   * @param {Reading} reading
   * @param {string | null} labelled
   * @returns {Generator<Finding, void, undefined>}
   */
  *ofDigits(reading, labelled) {
    const fewest = this.fewest(reading, labelled);
    if (!fewest) return;
    for (const stretch of stretches(reading, fewest, NUMBERS_SSN_SHAPE)) {
      for (const finding of this.inStretch(stretch, labelled)) {
        if (this.classes.has(finding.dataClass)) yield finding;
        if (finding.dataClass === "card_number" && this.beside.length) {
          for (const one of besideCard(reading, finding)) if (this.beside.includes(one.dataClass)) yield one;
        }
      }
    }
  }

  /**
   * Return how many digits, with what divides them, are worth a look; 0 where none are.
   * @param {Reading} reading
   * @param {string | null} labelled
   */
  fewest(reading, labelled) {
    if (this.classes.has("us_ssn")) {
      if (labelled === "us_ssn") return NUMBERS_SSN;
      if (NUMBERS_SSN_SHAPE.search(reading.shape)) return NUMBERS_GROUPED;
    }
    const isForCards = this.classes.has("card_number") || this.beside.length > 0;
    return isForCards && reading.dense.includes(NUMBERS_FEWEST_OF_A_CARD) ? NUMBERS_CARD : 0;
  }

  /**
   * @param {Stretch} stretch
   * @param {string | null} labelled
   * @returns {Generator<Finding, void, undefined>}
   */
  *inStretch(stretch, labelled) {
    let found = false;
    for (const run of stretch.runs) {
      for (const finding of this.inRun(run, labelled)) {
        found = true;
        yield finding;
      }
    }
    if (stretch.joined && !found && this.classes.has("card_number")) yield* inJoined(stretch.joined, labelled);
  }

  /**
   * Yield the findings of one run; the first class that matches takes its groups.
   * @param {Run} run
   * @param {string | null} labelled
   * @returns {Generator<Finding, void, undefined>}
   */
  *inRun(run, labelled) {
    let group = 0;
    while (group < run.starts.length) {
      let last = matchCard(run, group, labelled);
      if (last !== null) {
        yield cardFinding(run, group, last, labelled);
      } else {
        last = matchSsn(run, group, labelled);
        if (last !== null && this.classes.has("us_ssn")) {
          const score = ssnScore(run, group, last, labelled);
          yield findingOf(run.start(group), run.end(last), "us_ssn", ssnHidden(run, group), score);
        }
      }
      group = last === null ? group + 1 : last + 1;
    }
  }
}

/**
 * @param {Reading} reading
 * @param {string | null} labelled
 * @returns {Generator<Finding, void, undefined>}
 */
function* ibanFindings(reading, labelled) {
  if (!reading.dense.includes(IBAN_FEWEST_DIGITS)) return;
  const isTold = labelled === "iban" || wordsIn(reading.letters).includes("iban");
  for (const [start, end] of ibans(reading, isTold)) {
    const hidden = allBut(reading.plain, start, end, { first: 4, last: 4 });
    yield findingOf(start, end, "iban", hidden, isTold ? NUMBERS_IBAN_TOLD : NUMBERS_IBAN_ALONE);
  }
}

/**
 * @param {Run} run
 * @param {string | null} labelled
 * @returns {Generator<Finding, void, undefined>}
 */
function* inJoined(run, labelled) {
  let group = 0;
  while (group < run.starts.length) {
    const last = matchJoinedCard(run, group, labelled);
    if (last !== null) yield cardFinding(run, group, last, labelled);
    group = last === null ? group + 1 : last + 1;
  }
}

/**
 * @param {Run} run
 * @param {number} first
 * @param {number} last
 * @param {string | null} labelled
 */
function cardFinding(run, first, last, labelled) {
  const score = cardScore(run, first, last, labelled);
  return findingOf(run.start(first), run.end(last), "card_number", cardHidden(run, first, last), score);
}

/**
 * Yield the month and year right behind or before a card number, and what a list has behind them.
 * @param {Reading} reading
 * @param {Finding} card
 * @returns {Generator<Finding, void, undefined>}
 */
function* besideCard(reading, card) {
  const { plain } = reading;
  const listed = CARD_EXPIRY_LISTED.match(plain, card.end);
  if (listed) {
    yield allHidden("card_expiry", spanOfGroup(listed, "expiry"));
    yield allHidden("card_verification", spanOfGroup(listed, "verification"));
    return;
  }
  const ahead = CARD_EXPIRY_AHEAD.search(plain, Math.max(0, card.start - CARD_EXPIRY_AHEAD_REACH), card.start);
  for (const match of [ahead, CARD_EXPIRY_BESIDE.match(plain, card.end)]) {
    if (!match) continue;
    yield allHidden("card_expiry", spanOfGroup(match, "value"));
    const then = CARD_EXPIRY_THEN.match(plain, Math.max(card.end, endOf(match)));
    if (then) yield allHidden("card_verification", spanOfGroup(then, "verification"));
  }
}

/**
 * @param {string} dataClass
 * @param {Span} place
 */
function allHidden(dataClass, [start, end]) {
  return findingOf(start, end, dataClass, [[start, end]], NUMBERS_BESIDE_A_CARD);
}
