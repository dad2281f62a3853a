package io.voider.transport.openvpn;

import io.voider.transport.openvpn.ManagementMessage.ByteCount;
import io.voider.transport.openvpn.ManagementMessage.ClientByteCount;
import io.voider.transport.openvpn.ManagementMessage.Hold;
import io.voider.transport.openvpn.ManagementMessage.Log;
import io.voider.transport.openvpn.ManagementMessage.Notification;
import io.voider.transport.openvpn.ManagementMessage.Other;
import io.voider.transport.openvpn.ManagementMessage.State;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** One notification that fits on its line. Numbers have one spelling only, so that nothing is lost in reading. */
final class ManagementLine {
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final Pattern KIND = Pattern.compile("[A-Z][A-Z0-9_-]{0,31}");
    private static final String HOLD_TEXT = "Waiting for hold release:";

    private ManagementLine() {}

    /** Reads what stands behind the {@code >}. */
    static Notification notification(String line) {
        int colon = line.indexOf(':');
        if (colon < 0 || !KIND.matcher(line.substring(0, colon)).matches()) {
            throw new ManagementException("a notification without a kind: " + shown(line));
        }
        String kind = line.substring(0, colon);
        String text = line.substring(colon + 1);
        return switch (kind) {
            case "HOLD" -> hold(text);
            case "STATE" -> state(text);
            case "LOG" -> log(text);
            case "BYTECOUNT" -> byteCount(text);
            case "BYTECOUNT_CLI" -> clientByteCount(text);
            default -> new Other(kind, text);
        };
    }

    private static Notification hold(String text) {
        if (!text.startsWith(HOLD_TEXT)) {
            throw new ManagementException("HOLD that is none: " + shown(text));
        }
        return new Hold(number(text.substring(HOLD_TEXT.length())));
    }

    private static Notification state(String text) {
        String[] fields = fields(text, 3, Integer.MAX_VALUE);
        List<String> rest = Arrays.asList(fields).subList(3, fields.length);
        return new State(number(fields[0]), fields[1], fields[2], rest);
    }

    private static Notification log(String text) {
        String[] fields = text.split(",", 3);
        if (fields.length < 3) {
            throw new ManagementException("LOG with too few fields: " + shown(text));
        }
        return new Log(number(fields[0]), fields[1], fields[2]);
    }

    private static Notification byteCount(String text) {
        String[] fields = fields(text, 2, 2);
        return new ByteCount(number(fields[0]), number(fields[1]));
    }

    private static Notification clientByteCount(String text) {
        String[] fields = fields(text, 3, 3);
        return new ClientByteCount(number(fields[0]), number(fields[1]), number(fields[2]));
    }

    private static String[] fields(String text, int least, int most) {
        String[] fields = text.split(",", -1);
        if (fields.length < least || fields.length > most) {
            throw new ManagementException(fields.length + " fields, not " + least + ": " + shown(text));
        }
        return fields;
    }

    static long number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new ManagementException("not a number: " + shown(text));
        }
        return Long.parseLong(text);
    }

    /** Safe to log, and not too long. */
    static String shown(String text) {
        String shortened = text.length() > 200 ? text.substring(0, 200) + "…" : text;
        return shortened.replaceAll("\\p{Cntrl}", "?");
    }
}
