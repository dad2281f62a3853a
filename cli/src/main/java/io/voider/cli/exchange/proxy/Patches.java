package io.voider.cli.exchange.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.voider.sip.SipMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is to be put in the place of parts of a message's head. */
final class Patches {
    private record Patch(int start, int end, String text) {}

    private final SipMessage message;
    private final List<Patch> patches = new ArrayList<>();
    private int growth;

    Patches(SipMessage message) {
        this.message = message;
    }

    /** The text of a part, a byte a character. */
    String text(int start, int end) {
        return new String(message.array(), start, end - start, StandardCharsets.ISO_8859_1);
    }

    /** Whether nothing changes. */
    boolean isEmpty() {
        return patches.isEmpty();
    }

    /** Notes that {@code [start, end)} becomes that text. */
    void replace(int start, int end, String text) {
        if (!text.equals(text(start, end))) {
            patches.add(new Patch(start, end, text));
            growth += text.length() - (end - start);
        }
    }

    /** Notes that header field number {@code index} is left out, with its line end. */
    void remove(int index) {
        int end = index + 1 < message.headerCount() ? message.nameStart(index + 1) : emptyLine(index);
        replace(message.nameStart(index), end, "");
    }

    /** Where the empty line behind the last header field begins. */
    private int emptyLine(int last) {
        int end = message.valueEnd(last);
        while (message.array()[end] != '\n') {
            end++;
        }
        return end + 1;
    }

    /** The message with all of it put in; the buffer is the caller's to release. */
    ByteBuf apply(ByteBufAllocator allocator) {
        ByteBuf out = allocator.buffer(Math.max(16, message.length() + growth));
        patches.sort(Comparator.comparingInt(Patch::start));
        int from = message.start();
        for (Patch patch : patches) {
            out.writeBytes(message.array(), from, patch.start - from);
            out.writeCharSequence(patch.text, StandardCharsets.ISO_8859_1);
            from = patch.end;
        }
        return out.writeBytes(message.array(), from, message.end() - from);
    }
}
