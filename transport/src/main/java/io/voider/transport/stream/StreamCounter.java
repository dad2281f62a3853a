package io.voider.transport.stream;

import io.voider.transport.count.Counted;

/** What is counted of streams whose peers read too slowly or say nothing. */
public enum StreamCounter implements Counted {
    REFUSED_STREAM("refused.stream", "streams refused: whoever opened them has as many as anybody may"),
    STREAM_PAUSED("stream.paused", "times that a stream was not read from, since its peer read nothing either"),
    CLOSED_STREAM_UNREAD("closed.stream-unread", "streams closed: the peer read nothing for too long"),
    CLOSED_STREAM_FULL("closed.stream-full", "streams closed: too much waited to be read by the peer"),
    DROPPED_UNSENT("dropped.unsent", "messages dropped: more than 32 waited for a connection, or it was closed"),
    CLOSED_STREAM_SILENT("closed.stream-silent", "streams closed: no whole message came in time");

    private final String label;
    private final String meaning;

    StreamCounter(String label, String meaning) {
        this.label = label;
        this.meaning = meaning;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String meaning() {
        return meaning;
    }
}
