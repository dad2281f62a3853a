package io.voider.cli.exchange;

import io.voider.rtp.gate.GateCounter;
import io.voider.rtp.gate.MediaGate;
import io.voider.rtp.gate.MediaKind;
import io.voider.rtp.gate.Passage;
import io.voider.rtp.quality.PayloadFormat;
import io.voider.rtp.quality.PayloadTypes;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.call.Call;
import io.voider.sip.call.Pinhole;
import io.voider.sip.sdp.SdpRtpMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The calls' pinholes as passages of the media gate, and which of them it refused. */
final class CallPassages {
    private final MediaGate gate;
    /** Calls of which a passage goes to another phone for as long as another call lives. */
    private final Map<Long, Call> waiting = new LinkedHashMap<>();

    CallPassages(MediaGate gate) {
        this.gate = gate;
    }

    /**
     * Opens a call's pinholes, in addition to those that it has.
     *
     * @return what is not heard, and why, in words, by the side that would listen
     */
    Map<Side, String> open(Call call, List<Pinhole> pinholes, long nowNanos) {
        Map<Passage, Side> wanted = new LinkedHashMap<>();
        pinholes.forEach(
                pinhole -> wanted.put(passage(pinhole), pinhole.sender().other()));
        List<MediaGate.Refused> refused = gate.open(call.id(), wanted.keySet(), nowNanos);
        if (refused.stream().anyMatch(each -> each.why() == GateCounter.REFUSED_TAKEN)) {
            waiting.put(call.id(), call);
        }
        return refused.stream()
                .collect(Collectors.groupingBy(
                        each -> Objects.requireNonNull(wanted.get(each.passage())),
                        Collectors.collectingAndThen(Collectors.toList(), CallPassages::words)));
    }

    private static String words(List<MediaGate.Refused> refused) {
        String ports = refused.stream()
                .map(each -> Integer.toString(each.passage().port()))
                .distinct()
                .collect(Collectors.joining(", "));
        return (refused.get(0).why() == GateCounter.REFUSED_TAKEN
                        ? "what is sent there goes to another phone, in another call, until that ends"
                        : "there are too many ports open")
                + ": " + ports;
    }

    /** Closes pinholes of a call, which goes on. What another call waited for is that one's now. */
    void close(Call call, List<Pinhole> pinholes, long nowNanos) {
        gate.close(call.id(), pinholes.stream().map(CallPassages::passage).toList());
        retry(nowNanos);
    }

    /** Closes a call; gives its flows, unless it never had any. */
    Optional<MediaGate.CallFlows> end(Call call, long nowNanos) {
        waiting.remove(call.id());
        Optional<MediaGate.CallFlows> flows = gate.close(call.id());
        retry(nowNanos);
        return flows;
    }

    private void retry(long nowNanos) {
        List<Call> calls = new ArrayList<>(waiting.values());
        waiting.clear();
        calls.forEach(call -> open(call, call.pinholes(), nowNanos));
    }

    private static Passage passage(Pinhole pinhole) {
        Parties parties = pinhole.parties();
        Side sender = pinhole.sender();
        Side listener = sender.other();
        return new Passage(
                Network.of(parties, sender).number(),
                Network.of(parties, listener).number(),
                parties.own(sender),
                parties.seen(listener),
                pinhole.port(),
                parties.seen(sender),
                parties.own(listener),
                kind(pinhole.medium()),
                payloadTypes(pinhole.rtpMaps()));
    }

    private static MediaKind kind(Pinhole.Medium medium) {
        return switch (medium) {
            case AUDIO -> MediaKind.AUDIO;
            case VIDEO -> MediaKind.VIDEO;
            case FAX -> MediaKind.FAX;
        };
    }

    private static PayloadTypes payloadTypes(List<SdpRtpMap> rtpMaps) {
        Map<Integer, PayloadFormat> formats = new HashMap<>();
        for (SdpRtpMap map : rtpMaps) {
            formats.putIfAbsent(map.payloadType(), new PayloadFormat(map.encodingName(), map.clockRateHertz()));
        }
        return PayloadTypes.STATIC.with(formats);
    }
}
