/**
 * Calls: from the messages that cross the exchange to who talks to whom, and which media that allows.
 *
 * <pre>
 *   SipMessage ─► CallTracker ─► Call          state, hold, reason, ladder          (for people)
 *                     │
 *                     └────────► CallAction    Opened, Closed, Rang, Answered, …    (for the node)
 * </pre>
 *
 * <p>A {@link io.voider.sip.call.Call} has one initial INVITE and, if the callee forks, several dialogs. Each dialog has a
 * negotiation (offer and answer), which says where each side listens. After every message the wanted pinholes are worked
 * out anew from the dialogs that live, and the open ones are made equal to them; nobody opens or closes one by one. That is
 * why no loss, doubling or reordering of messages can leave one behind.
 *
 * <p>{@link io.voider.sip.call.UserAgent} is the other half: the answers that the exchange gives itself.
 *
 * <p>Pure: time is a parameter, nothing is sent, no thread is started. One instance belongs to one thread.
 */
package io.voider.sip.call;
