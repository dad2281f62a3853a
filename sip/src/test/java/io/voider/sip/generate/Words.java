package io.voider.sip.generate;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** The small words of the grammar (RFC 3261, section 25.1): tokens, quoted strings, comments, display names. */
final class Words {
    /** Text that holds an address where the grammar has none. It must survive every rewriting. */
    static final List<String> LOOK_ALIKE_TEXT = List.of(
            "172.16.0.1", "10.2.1.1", "172.29.5.1", "172.29.1.1", "sip:10.2.1.1", "@172.16.0.1", "<sip:a@10.2.1.1>");

    private static final String TOKEN_MARKS = "-.!%*_+`'~";

    private Words() {}

    /** {@code token}, 1 to 12 characters. */
    static Arbitrary<String> token() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .withCharRange('0', '9')
                .withChars(TOKEN_MARKS)
                .ofMinLength(1)
                .ofMaxLength(12);
    }

    /** {@code word}, which a Call-ID is made of: a token that may also hold delimiters. */
    static Arbitrary<String> word() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, token()),
                Tuple.of(1, Arbitraries.of(LOOK_ALIKE_TEXT.subList(0, 4))),
                Tuple.of(1, token().map(token -> token + "()<>:\\\"/[]?{}")));
    }

    /** {@code quoted-string} with its quotes: delimiters, escaped quotes and addresses inside. */
    static Arbitrary<String> quotedString() {
        Arbitrary<String> piece = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of("Alice", " ", "Bob", "a,b", ";tag=x", "<", ">", "@", ":", "=", "?", "\t")),
                Tuple.of(2, Arbitraries.of("\\\"", "\\\\", "\\,", "\\<", "é", "電話", "\u007f")),
                Tuple.of(1, Arbitraries.of(LOOK_ALIKE_TEXT)));
        return piece.list().ofMaxSize(5).map(pieces -> '"' + String.join("", pieces) + '"');
    }

    /** A display name with what separates it from the following {@code <}: nothing, tokens, or a quoted string. */
    static Arbitrary<String> displayName() {
        Arbitrary<String> tokens = token().list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(words -> String.join("" + Template.LWS, words) + Template.LWS);
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just("")),
                Tuple.of(1, tokens),
                Tuple.of(2, quotedString().map(quoted -> quoted + Template.SWS)));
    }

    /** {@code comment}, nested at most once more. */
    static Arbitrary<String> comment() {
        Arbitrary<String> text = Arbitraries.of("", "x", "172.16.0.1", "sip:10.2.1.1", "\\)", "\\(", "a;b,c", "\"");
        return Combinators.combine(text, text, Arbitraries.of(true, false))
                .as((outer, inner, nested) -> nested ? "(" + outer + "(" + inner + "))" : "(" + outer + ")");
    }

    /** Free text, as in Subject: anything that is not a line end, possibly nothing, possibly folded. */
    static Arbitrary<String> text() {
        Arbitrary<String> piece = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of("lunch", "at", "\"half", "<open", ";", ",", ":", "=", "é", "電話", "\\")),
                Tuple.of(2, Arbitraries.of(LOOK_ALIKE_TEXT)));
        return piece.list().ofMaxSize(4).map(pieces -> String.join("" + Template.LWS, pieces));
    }

    /** {@code ;name}, {@code ;name=value}, {@code ;name="quoted"}, without addresses; zero to {@code most} of them. */
    static Arbitrary<String> parameters(int most) {
        Arbitrary<String> value = Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.just("")),
                Tuple.of(3, token().map(Words::equalTo)),
                Tuple.of(1, quotedString().map(Words::equalTo)));
        return Combinators.combine(parameterName(), value)
                .as((name, rest) -> Template.SWS + ";" + Template.SWS + name + rest)
                .list()
                .ofMaxSize(most)
                .map(parameters -> String.join("", parameters));
    }

    /** Names that no specification gives a meaning to. */
    static Arbitrary<String> parameterName() {
        return token().map(token -> "x-" + token);
    }

    private static String equalTo(String value) {
        return Template.SWS + "=" + Template.SWS + value;
    }
}
