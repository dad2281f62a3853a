package io.voider.sip.generate;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A SIP message (or a body alone, with an empty head) whose addresses of the mapped pair are still slots.
 *
 * @param head start line and headers with their line ends, without the empty line
 * @param body the body, possibly empty
 * @param style the white space and letter case that the marks in the head stand for
 */
public record Template(String head, String body, Style style) {
    /** Slot: the address of the phone, as the side that reads it knows it. */
    static final char OWN = '\uE000';
    /** Slot: the address of the other party. */
    static final char PEER = '\uE001';
    /** Slot: the phone's address as the other side knows it, which a reader of this side should never see. */
    static final char OWN_TWIN = '\uE007';
    /** Slot: the other party's address as the other side knows it. */
    static final char PEER_TWIN = '\uE008';
    /** Slot: the number of bytes of the body. */
    static final char LENGTH = '\uE002';
    /** Mark: white space that may be absent. Outside quoted strings and URIs it may also be a folded line. */
    static final char SWS = '\uE003';
    /** Mark: white space that must be there, possibly folded. */
    static final char LWS = '\uE004';
    /** Mark: blanks before a header's colon, which may not be folded. */
    static final char BLANK = '\uE005';
    /** Mark before a word whose letters' case means nothing. */
    static final char CASELESS = '\uE006';

    static final String EMPTY_LINE = "\r\n";

    /** The message as the phone's side writes and reads it. */
    public byte[] onPhoneSide(Line line) {
        return render(line.phone(), line.dialled(), line.me(), line.peer());
    }

    /** The same message as the tunnel's side writes and reads it. */
    public byte[] onTunnelSide(Line line) {
        return render(line.me(), line.peer(), line.phone(), line.dialled());
    }

    /** The number of slots for addresses. */
    public int addresses() {
        return (int) (head + body)
                .chars()
                .filter(c -> c == OWN || c == PEER || c == OWN_TWIN || c == PEER_TWIN)
                .count();
    }

    private byte[] render(String own, String peer, String ownTwin, String peerTwin) {
        String renderedBody = fill(style.apply(body), own, peer, ownTwin, peerTwin);
        int length = renderedBody.getBytes(StandardCharsets.UTF_8).length;
        String renderedHead =
                fill(style.apply(head), own, peer, ownTwin, peerTwin).replace("" + LENGTH, Integer.toString(length));
        return (renderedHead + (head.isEmpty() ? "" : EMPTY_LINE) + renderedBody).getBytes(StandardCharsets.UTF_8);
    }

    private static String fill(String text, String own, String peer, String ownTwin, String peerTwin) {
        return text.replace("" + OWN, own)
                .replace("" + PEER, peer)
                .replace("" + OWN_TWIN, ownTwin)
                .replace("" + PEER_TWIN, peerTwin);
    }

    @Override
    public String toString() {
        return new String(onPhoneSide(Line.USUAL), StandardCharsets.UTF_8);
    }

    /**
     * What the marks of a template stand for. The lists are used round and round, one entry a mark, so that a short list
     * dresses a whole message, and shrinks to the plain dress.
     *
     * @param spaces each empty, blanks, or a folded line
     * @param cases 0: as written, 1: lower, 2: upper, 3: alternating
     */
    record Style(List<String> spaces, List<Integer> cases) {
        static final Style PLAIN = new Style(List.of(" "), List.of(0));

        String apply(String text) {
            StringBuilder dressed = new StringBuilder(text.length() + 64);
            int mark = 0;
            int word = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                switch (c) {
                    case SWS -> dressed.append(spaces.get(mark++ % spaces.size()));
                    case LWS -> {
                        String space = spaces.get(mark++ % spaces.size());
                        dressed.append(space.isEmpty() ? " " : space);
                    }
                    case BLANK ->
                        dressed.append(spaces.get(mark++ % spaces.size())
                                .replace("\r\n", "")
                                .replace(" ", ""));
                    case CASELESS -> {
                        int end = endOfWord(text, i + 1);
                        dressed.append(cased(text.substring(i + 1, end), cases.get(word++ % cases.size())));
                        i = end - 1;
                    }
                    default -> dressed.append(c);
                }
            }
            return dressed.toString();
        }

        private static int endOfWord(String text, int from) {
            int end = from;
            while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '-')) {
                end++;
            }
            return end;
        }

        private static String cased(String word, int how) {
            return switch (how) {
                case 1 -> lower(word);
                case 2 -> upper(word);
                case 3 -> {
                    StringBuilder mixed = new StringBuilder(word.length());
                    for (int i = 0; i < word.length(); i++) {
                        String letter = word.substring(i, i + 1);
                        mixed.append(i % 2 == 0 ? lower(letter) : upper(letter));
                    }
                    yield mixed.toString();
                }
                default -> word;
            };
        }

        private static String lower(String word) {
            return word.toLowerCase(java.util.Locale.ROOT);
        }

        private static String upper(String word) {
            return word.toUpperCase(java.util.Locale.ROOT);
        }
    }
}
