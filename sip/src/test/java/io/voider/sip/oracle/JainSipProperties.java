package io.voider.sip.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.SipDecoder;
import io.voider.sip.generate.Line;
import io.voider.sip.generate.SipMessages;
import io.voider.sip.generate.Template;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

class JainSipProperties {
    /** JAIN-SIP takes a fold of nothing but white space for the empty line that ends the head. */
    private static final Pattern BLANK_FOLD = Pattern.compile("\r\n[ \t]+\r\n");

    /**
     * By RFC 3261 section 25.1 a user part may begin with two slashes, and JAIN-SIP has it so; we take them for those of a web address,
     * as bent URIs have them ({@code sip://host}), and no user's name begins so.
     */
    private static final Pattern SLASHES = Pattern.compile("(?i)sips?://");

    /**
     * By RFC 3261 section 20.10 an address with a comma has angle brackets, so one without ends there; JAIN-SIP takes the comma for a user's,
     * and what follows up to the @ as well.
     */
    private static final Pattern BARE_LIST =
            Pattern.compile("(?im)^[\\w-]+[ \t]*:[^<\"\r\n]*sips?:[^<>\"@\r\n]*,[^\r\n]*@");

    private static final String BOTH = "read by both";

    @Property(tries = 1000)
    void whatBothReadTheyReadAlike(@ForAll(supplier = SipMessages.Any.class) Template template) {
        byte[] message = template.onPhoneSide(Line.USUAL);
        Reading ours = Reading.of(new SipDecoder().decode(message, 0, message.length));
        String text = new String(message, StandardCharsets.ISO_8859_1);
        boolean otherwise = Stream.of(BLANK_FOLD, SLASHES, BARE_LIST)
                .anyMatch(pattern -> pattern.matcher(text).find());
        Reading jains = otherwise ? null : JainSip.read(message);
        Statistics.collect(jains == null ? "read by us alone" : BOTH);
        if (jains != null) {
            assertThat(ours.differences(jains)).isEmpty();
        }
        Statistics.coverage(seen -> seen.check(BOTH).percentage(percentage -> percentage > 40));
    }
}
