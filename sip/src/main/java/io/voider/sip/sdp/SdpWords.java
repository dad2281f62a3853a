package io.voider.sip.sdp;

import io.voider.sip.Scan;

/** A cursor over the words of a line, which spaces and tabs part. */
final class SdpWords {
    private byte[] bytes = new byte[0];
    private int end;
    private int wordStart;
    private int wordEnd;

    /** Sets the cursor before the first word of {@code [start, end)}. */
    SdpWords wrap(byte[] array, int start, int end) {
        this.bytes = array;
        this.end = end;
        this.wordStart = this.wordEnd = start;
        return this;
    }

    /** Goes to the next word; false when there is none. */
    boolean next() {
        wordStart = Scan.skipWhite(bytes, wordEnd, end);
        wordEnd = wordStart;
        while (wordEnd < end && !Scan.isWhite(bytes[wordEnd])) {
            wordEnd++;
        }
        return wordEnd > wordStart;
    }

    /** Whether the word is {@code lowerCase}, in any case. */
    boolean is(byte[] lowerCase) {
        return Scan.equalIgnoringCase(bytes, wordStart, wordEnd, lowerCase);
    }

    /** Whether the word begins with {@code lowerCase}, in any case. */
    boolean starts(byte[] lowerCase) {
        return Scan.startsIgnoringCase(bytes, wordStart, wordEnd, lowerCase);
    }

    /** Index behind the word. */
    int position() {
        return wordEnd;
    }

    /** The word. */
    String text() {
        return Scan.text(bytes, wordStart, wordEnd);
    }

    /** The word up to the first {@code mark}, or whole. */
    String textBefore(char mark) {
        return Scan.text(bytes, wordStart, Scan.find(bytes, wordStart, wordEnd, mark));
    }

    /** The decimal number that the word begins with, 0 … {@code most}, up to {@code mark} or the end; -1 if it is none. */
    int number(int most, char mark) {
        return number(wordStart, Scan.find(bytes, wordStart, wordEnd, mark), most);
    }

    /** The number behind {@code mark} in the word; {@code without} if there is no mark, -1 if there is no number. */
    int numberBehind(char mark, int most, int without) {
        int at = Scan.find(bytes, wordStart, wordEnd, mark);
        return at == wordEnd ? without : number(at + 1, wordEnd, most);
    }

    private int number(int from, int to, int most) {
        if (from == to || Scan.digitsEnd(bytes, from, to) != to) {
            return -1;
        }
        long number = 0;
        for (int i = from; i < to && number <= most; i++) {
            number = 10 * number + bytes[i] - '0';
        }
        return number > most ? -1 : (int) number;
    }
}
