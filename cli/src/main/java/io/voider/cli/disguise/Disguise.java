package io.voider.cli.disguise;

import io.voider.cli.state.StrictJson;
import java.text.Normalizer;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Replaces what says who somebody is. Immutable. */
public final class Disguise {
    /** What a rule's find is called. */
    private enum Kind {
        /** Looks like something below and is harmless: a moment, a version, a class, a file of this program's. */
        KEPT,
        NAME,
        SECRET,
        URL,
        URI,
        MAIL,
        MAC,
        ADDRESS,
        NUMBER,
        PATH,
        HOST;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Rule(Kind kind, String regex) {}

    private static final String WORD = "[\\p{L}\\p{M}\\p{N}]";
    private static final String LABEL = WORD + "(?:[\\p{L}\\p{M}\\p{N}_-]*" + WORD + ")?";
    private static final String CAPITALIZED = "\\p{Lu}[\\p{L}\\p{M}'’-]*";
    private static final String FOREIGN = "[\\p{L}\\p{M}\\p{N}'’-]*[\\p{L}&&[^a-zA-Z]][\\p{L}\\p{M}\\p{N}'’-]*";
    private static final String HEX_PAIR = "[0-9A-Fa-f]{2}";
    private static final String OCTETS = "\\d{1,3}(?:\\.\\d{1,3}){3}";

    /** The first that fits counts, from left to right in the text; names that are known stand before all of them. */
    private static final List<Rule> RULES = List.of(
            new Rule(
                    Kind.KEPT,
                    "\\b\\d{4}-\\d{2}-\\d{2}(?:[T"
                            + " ]\\d{2}:\\d{2}(?::\\d{2}(?:[.,]\\d+)?)?(?:Z|[+-]\\d{2}:?\\d{2}\\b)?)?"),
            new Rule(Kind.KEPT, "\\b\\d{2}:\\d{2}:\\d{2}(?:[.,]\\d+)?(?![:\\w])"),
            new Rule(Kind.KEPT, "\\b(?:Linux|Java|OpenVPN|OpenSSL|voider) \\d+(?:\\.\\d+){0,3}(?:[+-]\\d+)?(?![\\w.])"),
            new Rule(
                    Kind.KEPT,
                    "\\b(?:io\\.(?:voider|netty)|java\\.(?:base|lang|util|io|nio|net|security)|jdk\\.internal)[/.][\\w.$/]*"
                            + "(?:\\([A-Z]\\w*\\.java(?::\\d+)?\\))?"),
            new Rule(Kind.KEPT, "\\b(?:state\\.json|calls\\.jsonl|leases\\.json|control\\.sock|voider\\.service)\\b"),
            new Rule(
                    Kind.KEPT,
                    "(?<![\\w/])/(?:var/lib/voider(?:-rendezvous)?|etc/voider/hooks|dev/net/tun|run/voider)(?![\\w.-])(?!/\\w)"),
            new Rule(Kind.SECRET, "-----BEGIN [\\s\\S]*?(?:-----END [^-\\r\\n]*-----|\\z)"),
            new Rule(
                    Kind.SECRET,
                    "(?i)\\b(?:\\w*(?:password|passphrase|passwd|secret|token|api[-_]?key|private[-_]?key|psk|authorization|cookie|seed|credential|nonce|opaque)\\w*|pin|login|user(?:name)?|pass)\\b[\"']?\\s*(?:[:=]|"
                            + " is )[^\\r"
                            + "\\n"
                            + "]*"),
            new Rule(Kind.SECRET, "\\bvoider[0-9a-z]*/\\S+"),
            new Rule(Kind.URL, "\\b[a-zA-Z][a-zA-Z0-9+.-]*://\\S+"),
            new Rule(
                    Kind.URI,
                    "(?:\"[^\"\\r"
                            + "\\n"
                            + "]*\"\\s*)?(?i:\\b|<)(?i:sips?|tel|mailto|xmpp|h323|bitcoin|lightning|magnet):[^\\s>,;]+>?"),
            new Rule(Kind.NAME, "\"[^\"\\r\\n]{1,300}\""),
            new Rule(Kind.MAIL, "[\\p{L}\\p{M}\\p{N}._%+'-]+@[\\p{L}\\p{M}\\p{N}.-]+"),
            new Rule(
                    Kind.MAC,
                    "(?<![\\w:-])(?:(?:" + HEX_PAIR + "[:-]){5,7}" + HEX_PAIR
                            + "|(?:[0-9A-Fa-f]{4}\\.){2}[0-9A-Fa-f]{4}|(?:enx|wlx)?[0-9A-Fa-f]{12})(?![\\w:-])"),
            new Rule(
                    Kind.ADDRESS,
                    "(?<![\\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:" + OCTETS
                            + "|[0-9A-Fa-f]{0,4})(?:%[\\w.-]+)?(?:/\\d{1,3})?(?![\\w:])"),
            new Rule(Kind.ADDRESS, "(?<![\\w.])" + OCTETS + "(?:/\\d{1,2})?(?![\\w])"),
            new Rule(
                    Kind.PATH,
                    "(?<![\\w/.])(?:~[\\p{L}\\w.-]*(?:/[^\\s:,;'\"()]*)?|/(?:home|root|Users|media|mnt|tmp)\\b[^\\s:,;'\"()]*"
                            + "|/[^\\s:,;'\"()/]+/[^\\s:,;'\"()]+)"),
            new Rule(
                    Kind.SECRET,
                    "(?<![\\p{L}\\p{N}])(?:(?=[A-Za-z_+/=-]*\\d)(?=[\\d_+/=-]*[A-Za-z])[A-Za-z0-9_+/=-]{16,}|[A-Za-z0-9_+/=-]{32,})"),
            new Rule(Kind.NUMBER, "(?<![\\w.+])\\+?\\d(?:[ ()/.-]{0,2}\\d){6,40}(?![\\p{L}_])"),
            new Rule(Kind.HOST, "(?<![\\w@])(?:" + LABEL + "\\.){1,20}(?:\\p{L}{2,}|xn--[a-zA-Z0-9-]+)\\b\\.?"),
            new Rule(
                    Kind.NAME,
                    "(?:" + CAPITALIZED + " ){0,5}" + FOREIGN + "(?: " + CAPITALIZED
                            + "){0,5}|\\b\\p{Lu}\\p{Ll}+(?: (?:von|van|de|zu|di))?" + " \\p{Lu}\\p{Ll}+\\b"));

    private static final Set<String> OF_VERSIONS = Set.of("version", "voider", "java", "machine");
    private static final Set<String> OF_NUMBERS = Set.of("dial", "shortNumber", "line");
    private static final Pattern VERSION = Pattern.compile("[\\w.+~()-]{1,40}");
    /** Without these a report would be about nothing, and nobody is known by them. */
    private static final Set<String> NOBODYS = Set.of("voider", "localhost", "root", "nobody", "debian");

    private final Pseudonyms pseudonyms;
    private final Pattern pattern;

    /**
     * A disguise.
     *
     * @param names what friends, exchanges, machines and people here are called, whatever it looks like
     */
    public Disguise(Pseudonyms pseudonyms, Collection<String> names) {
        this.pseudonyms = pseudonyms;
        String known = names.stream()
                .map(name -> Normalizer.normalize(name.strip(), Normalizer.Form.NFC))
                .filter(name -> !name.isEmpty() && !NOBODYS.contains(name.toLowerCase(Locale.ROOT)))
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        StringBuilder regex = new StringBuilder();
        if (!known.isEmpty()) {
            regex.append("(?<known>(?iu:(?<![\\p{L}\\p{M}\\p{N}])(?:")
                    .append(known)
                    .append(")(?:-\\p{Lu}[\\p{L}\\p{M}]*){0,5}(?![\\p{L}\\p{M}\\p{N}])))|");
        } else {
            regex.append("(?<known>(?!))|");
        }
        for (int i = 0; i < RULES.size(); i++) {
            regex.append(i == 0 ? "" : "|")
                    .append("(?<r")
                    .append(i)
                    .append('>')
                    .append(RULES.get(i).regex())
                    .append(')');
        }
        pattern = Pattern.compile(regex.toString());
    }

    /** A text in which everything is replaced that says who somebody is. */
    public String of(String text) {
        String normal = Normalizer.normalize(text, Normalizer.Form.NFC);
        Matcher matcher = pattern.matcher(normal);
        Function<MatchResult, String> replacement = found -> Matcher.quoteReplacement(replacement(matcher));
        return matcher.replaceAll(replacement);
    }

    private String replacement(Matcher found) {
        if (found.group("known") != null) {
            return pseudonyms.of(Kind.NAME.label(), found.group());
        }
        for (int i = 0; i < RULES.size(); i++) {
            if (found.group("r" + i) != null) {
                Kind kind = RULES.get(i).kind();
                return kind == Kind.KEPT ? found.group() : pseudonyms.of(kind.label(), found.group());
            }
        }
        return found.group();
    }

    /** A document in which every text is replaced so; the names of its fields are this program's own. */
    public JsonNode of(JsonNode document) {
        return of("", document);
    }

    private JsonNode of(String field, JsonNode value) {
        if (value instanceof ObjectNode object) {
            ObjectNode made = StrictJson.MAPPER.createObjectNode();
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                made.set(entry.getKey(), of(entry.getKey(), entry.getValue()));
            }
            return made;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode made = StrictJson.MAPPER.createArrayNode();
            array.forEach(each -> made.add(of(field, each)));
            return made;
        }
        return StrictJson.MAPPER.valueToTree(leaf(field, value));
    }

    private Object leaf(String field, JsonNode value) {
        if (OF_NUMBERS.contains(field) && !value.isNull()) {
            return pseudonyms.of(Kind.NUMBER.label(), value.asString());
        }
        if (!value.isString()) {
            return value;
        }
        String text = value.stringValue();
        if (text.isEmpty()
                || (OF_VERSIONS.contains(field) && VERSION.matcher(text).matches())) {
            return value;
        }
        // Whose name it is, is known from where it stands.
        return field.equals("name")
                ? pseudonyms.of(Kind.NAME.label(), Normalizer.normalize(text, Normalizer.Form.NFC))
                : of(text);
    }
}
