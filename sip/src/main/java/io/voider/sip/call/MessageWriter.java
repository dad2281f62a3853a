package io.voider.sip.call;

import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a message of the exchange's own about another one, some of whose header fields it takes over byte for byte. */
final class MessageWriter {
    private final SipMessage source;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    /** @param source whose header fields are taken over */
    MessageWriter(SipMessage source) {
        this.source = source;
    }

    MessageWriter text(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    MessageWriter line(String line) {
        return text(line).text("\r\n");
    }

    /** Takes over the bytes of {@code [from, to)}. */
    MessageWriter bytes(int from, int to) {
        out.write(source.array(), from, to - from);
        return this;
    }

    /**
     * Takes over the only such header field.
     *
     * @throws SipRefusal if there is none
     */
    MessageWriter field(SipHeader header) {
        return field(header, "");
    }

    /** The same, with something behind its value. */
    MessageWriter field(SipHeader header, String appended) {
        int index = source.indexOf(header);
        if (index < 0) {
            throw SipRefusal.syntax(0, "no " + header.fieldName());
        }
        return copy(header, index, appended);
    }

    /** Takes over all such header fields, in order. */
    MessageWriter fields(SipHeader header) {
        for (int i = source.indexOf(header); i >= 0; i = source.indexOf(header, i + 1)) {
            copy(header, i, "");
        }
        return this;
    }

    private MessageWriter copy(SipHeader header, int index, String appended) {
        text(header.fieldName() + ": ");
        return bytes(source.valueStart(index), source.valueEnd(index)).line(appended);
    }

    /** The message, without a body. */
    byte[] withoutBody() {
        line("Content-Length: 0").line("");
        return out.toByteArray();
    }
}
