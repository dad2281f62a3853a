package io.voider.cli.lab.phone;

import java.io.IOException;

/** A telephone of the lab's, in one of the homes. It answers by itself whoever calls. One thread at a time. */
public interface Phone extends AutoCloseable {
    /** What can become of a call that this phone began. */
    enum Progress {
        /** The other side rings. */
        RINGING,
        /** The other side answered. */
        ESTABLISHED,
        /** It is over, or was refused. */
        CLOSED
    }

    /** Which telephone it is. */
    PhoneKind kind();

    /** Dials an address, or a number or name at the gateway, as a person would. */
    void dial(String address) throws IOException;

    /**
     * Waits until the call to an address has come that far. What happened to other calls meanwhile is forgotten.
     *
     * @return what the phone said about it: of a closed call, why
     * @throws IOException if it does not happen within that time
     */
    String await(Progress progress, String address, int seconds) throws IOException, InterruptedException;

    /** Puts the call on hold. */
    void hold() throws IOException, InterruptedException;

    /** Takes the call back. */
    void resume() throws IOException, InterruptedException;

    /** Presses a digit, 0…9, * or #, during the call (RFC 4733). */
    void press(char digit) throws IOException;

    /**
     * Waits until the other side of a call has pressed that digit. What happened meanwhile is forgotten.
     *
     * @throws IOException if it is not heard within that time
     */
    void awaitDigit(char digit, int seconds) throws IOException, InterruptedException;

    /** Sends the other side of the call to another address (a blind transfer, RFC 5589), as that side would dial it. */
    void transfer(String address) throws IOException;

    /**
     * Joins the other side of the latest call that it answered with that of the latest one that it began, and leaves both (an
     * attended transfer, RFC 5589); only of a kind that {@link PhoneKind#joins}.
     */
    void join() throws IOException;

    /** Ends the call to or from an address. */
    void hangUp(String address) throws IOException;

    /** What the phone heard in its latest call, which must be over; only of a kind that {@link PhoneKind#records}. */
    Recording heard() throws IOException;

    @Override
    void close() throws IOException;
}
