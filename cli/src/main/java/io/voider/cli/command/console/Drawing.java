package io.voider.cli.command.console;

import io.voider.cli.report.AskerReport;
import io.voider.cli.report.CallReport;
import io.voider.cli.report.LineReport;
import io.voider.cli.report.NodeReport;
import io.voider.cli.report.PhoneReport;
import io.voider.cli.report.PhonesReport;
import io.voider.cli.report.StreamReport;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How reports look to people.
 *
 * @param width how many columns they have for it
 */
public record Drawing(int width) {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("MMM dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss zzz", Locale.ROOT).withZone(ZoneId.systemDefault());

    public String lines(List<LineReport> lines) {
        Table table = new Table(width, "short", "dial", "name", "state", "since", "path", "rtt", "calls", "why");
        for (LineReport line : lines) {
            table.row(
                    line.shortNumber() == null ? "-" : line.shortNumber(),
                    line.dial(),
                    line.name(),
                    line.state(),
                    Table.whole(CLOCK.format(line.since())),
                    line.path() == null ? "-" : line.path(),
                    line.rttMillis() == null ? "-" : millis(line.rttMillis()),
                    line.calls(),
                    why(line));
        }
        return table.isEmpty()
                ? "The phone book is empty: invite somebody (voider invite NAME) or join somebody (voider join FILE)."
                : table.toString();
    }

    private static String why(LineReport line) {
        String notDirect = line.whyNotDirect();
        if (notDirect == null || line.why().equals(notDirect)) {
            return line.why();
        }
        return line.state().equals("up") && !line.why().isEmpty() ? notDirect + "; " + line.why() : notDirect;
    }

    public String status(NodeReport node) {
        StringBuilder text = new StringBuilder();
        text.append(node.name())
                .append(", voider ")
                .append(node.version())
                .append(", process ")
                .append(node.processId())
                .append(", up since ")
                .append(CLOCK.format(node.startedAt()))
                .append("\n\n");
        text.append(phones(node.phones(), node.askers())).append('\n');
        if (!node.rendezvous().isEmpty()) {
            Table rendezvous = new Table(width, "rendezvous", "of", "state", "why");
            node.rendezvous()
                    .forEach(server -> rendezvous.row(
                            server.server(),
                            server.whose(),
                            server.connected() ? "connected" : "not connected",
                            server.why()));
            text.append(rendezvous).append('\n');
        }
        text.append(lines(node.lines()));
        if (!node.calls().isEmpty()) {
            text.append('\n').append(calls(node.calls()));
        }
        if (!node.counters().isEmpty()) {
            text.append('\n');
            Table counters = new Table(width, "counted", "times");
            node.counters().forEach((name, value) -> counters.row(name, value));
            text.append(counters);
        }
        return text.toString();
    }

    public String phones(PhonesReport report) {
        return phones(report.phones(), report.askers());
    }

    private String phones(List<PhoneReport> phones, List<AskerReport> askers) {
        Table table = new Table(width, "phone", "address", "its gateway", "device", "heard");
        phones.forEach(
                phone -> table.row(phone.number(), phone.address(), phone.gateway(), device(phone), phone(phone)));
        StringBuilder text = new StringBuilder(table.toString());
        for (AskerReport asker : askers) {
            text.append(asker.mac())
                    .append(asker.vendor() == null ? "" : " (" + asker.vendor() + ")")
                    .append(" asks for an address and gets none: ")
                    .append(asker.why())
                    .append('\n');
        }
        return text.toString();
    }

    private static String device(PhoneReport phone) {
        if (phone.mac() == null) {
            return "-";
        }
        String vendor = phone.vendor() == null ? "" : " " + phone.vendor();
        return phone.mac()
                + vendor
                + (phone.leaseUntil() == null
                        ? ", set by hand"
                        : ", by DHCP until " + CLOCK.format(phone.leaseUntil()));
    }

    private static String phone(PhoneReport phone) {
        if (!phone.connected()) {
            return phone.why();
        }
        if (phone.secondMac() != null) {
            return "heard from; " + phone.secondMac() + " sends from its address too, and is not listened to"
                    + " (voider phone forget NUMBER, if that is the phone now)";
        }
        if (phone.contact() != null) {
            return "heard from; registered as " + phone.contact();
        }
        return phone.seen() ? "heard from" : "nothing heard yet";
    }

    public String calls(List<CallReport> calls) {
        Table table = new Table(width, "call", "began", "way", "line", "name", "state", "length", "heard", "reason");
        for (CallReport call : calls) {
            table.row(
                    call.id(),
                    Table.whole(CLOCK.format(call.startedAt())),
                    call.direction().equals("out") ? "to" : "from",
                    call.line(),
                    call.name(),
                    call.state(),
                    call.answeredBy() == null ? length(call) : length(call) + " at phone " + call.answeredBy(),
                    heard(call),
                    call.reason() == null ? "" : call.reason());
        }
        return table.isEmpty() ? "There have been no calls." : table.toString();
    }

    public String call(CallReport call) {
        StringBuilder text = new StringBuilder(calls(List.of(call))).append('\n');
        Table streams = new Table(
                width, "towards", "source", "codec", "length", "packets", "lost", "late", "twice", "jitter", "gap", "R",
                "MOS");
        for (StreamReport stream : call.media()) {
            streams.row(
                    stream.towards(),
                    stream.ssrc() == null ? "-" : stream.ssrc(),
                    stream.codec(),
                    String.format(Locale.ROOT, "%.1f s", stream.seconds()),
                    stream.packets(),
                    stream.lost(),
                    stream.reordered(),
                    stream.duplicates(),
                    millis(stream.jitterMillis()),
                    millis(stream.longestGapMillis()),
                    number(stream.rFactor()),
                    number(stream.mos()));
        }
        if (!streams.isEmpty()) {
            text.append(streams)
                    .append(
                            call.mos() == null
                                    ? "Not rated: there were not two seconds of a codec with known figures.\n\n"
                                    : "The call's figure is MOS " + number(call.mos())
                                            + ": of each side's longest source, the worse one.\n\n");
        }
        text.append("      ms  phone           line\n");
        for (CallReport.LadderStep step : call.ladder()) {
            String arrow = step.outwards() ? "  ───────────────►  " : "  ◄───────────────  ";
            text.append(String.format(Locale.ROOT, "%8d%s%s%n", step.millis(), arrow, step.what()));
        }
        return text.toString();
    }

    /** What each message of a call said, in the order of its ladder. */
    public String messages(CallReport call) {
        StringBuilder text = new StringBuilder();
        for (CallReport.LadderStep step : call.ladder()) {
            if (step.message() != null) {
                text.append(String.format(
                        Locale.ROOT, "%n%d ms, from the %s:%n", step.millis(), step.outwards() ? "phone" : "line"));
                step.message()
                        .lines()
                        .forEach(line -> text.append("  ").append(line).append('\n'));
            }
        }
        return text.isEmpty() ? "\nWhat the messages said is not known any more.\n" : text.toString();
    }

    public static String event(JsonNode event) {
        return CLOCK.format(Instant.parse(event.path("at").asString())) + "  "
                + event.path("what").asString() + "  " + event.path("text").asString();
    }

    /** A moment that may be of another year, with the zone in which it is told. */
    public static String moment(Instant at) {
        return MOMENT.format(at);
    }

    public static String millis(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
    }

    private static String number(@Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }

    private static String length(CallReport call) {
        if (call.answeredAt() == null) {
            return "-";
        }
        Instant end = call.endedAt() == null ? Instant.now() : call.endedAt();
        Duration length = Duration.between(call.answeredAt(), end);
        return String.format(Locale.ROOT, "%d:%02d", length.toMinutes(), length.toSecondsPart());
    }

    private static String heard(CallReport call) {
        if (call.mos() != null) {
            return "MOS " + number(call.mos());
        }
        return call.media().isEmpty()
                ? "-"
                : call.media().stream().map(StreamReport::codec).distinct().collect(Collectors.joining(", "));
    }
}
