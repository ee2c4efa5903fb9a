/* The model of benchmarks/models.py as a plain loop in C: the practical limit of what its rules can cost.

   It reads the callers that simcall draws, works out their patience and handling times when it needs them, from the
   same random numbers, and writes the columns of simcall's call records, to the last tick and person, by the rules of simcall/engine/records.py, of which R2, R4, R6, R8, R9, R11 and R12 occur here. A turn of the loop is
   one round of a tick: the tick comes again (R9) while a release is due at it. */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { STILL_WAITING, ANSWERED, ABANDONED };
enum { NONE = -1, LINES = 2 };

/* Heaps of packed keys, tick << bits | who. A key that never comes stands behind the last, so that neither an empty
   heap nor a missing second child needs a test of its own. */
#define NEVER INT64_MAX

typedef struct {
    int64_t *keys;
    int64_t size;
} heap;

static int heap_make(heap *h, int64_t capacity)
{
    h->size = 0;
    h->keys = malloc((size_t)(capacity + 1) * sizeof *h->keys);
    if (!h->keys)
        return 0;
    h->keys[0] = NEVER;
    return 1;
}

static inline void heap_push(heap *h, int64_t key)
{
    int64_t *keys = h->keys, place = h->size++;
    keys[h->size] = NEVER;
    while (place > 0) {
        int64_t above = (place - 1) >> 1;
        if (keys[above] <= key)
            break;
        keys[place] = keys[above];
        place = above;
    }
    keys[place] = key;
}

/* Put a key in the place of the least. */
static inline void heap_replace(heap *h, int64_t key)
{
    int64_t *keys = h->keys, place = 0, below;
    while ((below = 2 * place + 1) < h->size) {
        below += keys[below + 1] < keys[below];
        if (keys[below] >= key)
            break;
        keys[place] = keys[below];
        place = below;
    }
    keys[place] = key;
}

static inline void heap_pop(heap *h)
{
    int64_t last = --h->size, key = h->keys[last];
    h->keys[last] = NEVER;
    if (last > 0)
        heap_replace(h, key);
}

/* Idle people in a ring, by (idle since, number). Its size is a power of two, so that a mask finds the place. */
typedef struct {
    int64_t *who, *since, first, end, mask;
} idle_ring;

static inline void idle_push(idle_ring *idle, int64_t agent, int64_t now)
{
    int64_t place = idle->end++;
    idle->since[agent] = now;
    while (place > idle->first) {
        int64_t before = idle->who[(place - 1) & idle->mask];
        if (before < agent || idle->since[before] != now)
            break;
        idle->who[place & idle->mask] = before;
        place--;
    }
    idle->who[place & idle->mask] = agent;
}

/* A line's waiting calls in the order in which they joined. A call that was given up keeps its place until it comes to
   the head, which is cheaper than a linked list; `waiting` counts those that do wait. */
typedef struct {
    int32_t *rows;
    int64_t head, tail, waiting;
} queue;

/* Whose numbers they are: a caller has a block, with a key and a date, and an index in it. */
typedef struct {
    const int64_t *address;
    const uint64_t *keys, *dates;
} callers;

/* Philox 4x64-10 at one address, as in simcall/inputs/philox.py. */
static inline double uniform(const callers *who, int64_t row, uint64_t purpose)
{
    uint64_t block = (uint64_t)who->address[row] >> INDEX_BITS;
    uint64_t index = (uint64_t)who->address[row] & (((uint64_t)1 << INDEX_BITS) - 1);
    uint64_t c[4] = {(index >> 2) + 1, who->dates[block], purpose, 0};
    uint64_t k0 = who->keys[2 * block], k1 = who->keys[2 * block + 1];
    for (int round = 0; round < 10; round++) {
        unsigned __int128 p0 = (unsigned __int128)0xD2E7470EE14C6C93 * c[0];
        unsigned __int128 p1 = (unsigned __int128)0xCA5A826395121157 * c[2];
        uint64_t first = (uint64_t)(p1 >> 64) ^ c[1] ^ k0, third = (uint64_t)(p0 >> 64) ^ c[3] ^ k1;
        c[0] = first, c[1] = (uint64_t)p1, c[2] = third, c[3] = (uint64_t)p0;
        k0 += 0x9E3779B97F4A7C15;
        k1 += 0xBB67AE8584CAA73B;
    }
    return ((double)(c[index & 3] >> 12) + 0.5) * 0x1p-52;
}

/* An exponential time in ticks. */
static inline int64_t exponential(double mean_s, double tick_s, const callers *who, int64_t row, uint64_t purpose)
{
    return (int64_t)floor(-mean_s * log1p(-uniform(who, row, purpose)) / tick_s + 0.5);
}

static int bits_of(int64_t number)
{
    int bits = 1;
    while (number >> bits)
        bits++;
    return bits;
}

/* Read when so many callers ring, and on which line; fill the columns of the records, caller to agent. The means are
   in seconds, for each line. Return 0, or -1 if there is no memory. */
int simulate(
    int64_t calls, int64_t agents, int64_t horizon, double tick_s, const double *restrict patience_s,
    const double *restrict handling_s, const int64_t *restrict ring, const int64_t *restrict line,
    const int64_t *restrict address, const uint64_t *restrict keys, const uint64_t *restrict dates,
    int64_t *restrict caller, int64_t *restrict attempt, int64_t *restrict line_dialled, uint8_t *restrict diverted,
    int64_t *restrict offered, int64_t *restrict joined, int64_t *restrict left, int64_t *restrict outcome,
    int64_t *restrict answered, int64_t *restrict released, int64_t *restrict group, int64_t *restrict agent)
{
    const callers who = {address, keys, dates};
    const int row_bits = bits_of(calls), agent_bits = bits_of(agents);
    const int64_t row_mask = ((int64_t)1 << row_bits) - 1, agent_mask = ((int64_t)1 << agent_bits) - 1;
    const size_t column = (size_t)calls * sizeof(int64_t);
    int64_t arrived = 0, waiting = 0;
    int status = -1;
    heap releases = {0}, leaving = {0};
    queue queues[LINES] = {{0}};
    idle_ring idle = {.end = agents, .mask = agent_mask};

    idle.who = malloc((size_t)(idle.mask + 1) * sizeof *idle.who);
    idle.since = calloc((size_t)agents, sizeof *idle.since);
    if (!heap_make(&releases, agents) || !heap_make(&leaving, calls) || !idle.who || !idle.since)
        goto done;
    for (int which = 0; which < LINES; which++)
        if (!(queues[which].rows = malloc((size_t)calls * sizeof *queues[which].rows)))
            goto done;
    for (int64_t one = 0; one < agents; one++)
        idle.who[one] = one;

    for (int64_t row = 0; row < calls; row++)
        caller[row] = row;
    memset(attempt, 0, column);
    memset(diverted, 0, (size_t)calls);
    memcpy(line_dialled, line, column);
    memcpy(offered, ring, column);
    memcpy(joined, ring, column);

#define PATIENCE_OF(row) exponential(patience_s[line[row]], tick_s, &who, row, PATIENCE)
#define HANDLING_OF(row) exponential(handling_s[line[row]], tick_s, &who, row, HANDLING)

/* R6, R11: a call is taken by the person who has been idle longest. */
#define TAKE(row, tick)                                                                                                \
    do {                                                                                                               \
        int64_t one = idle.who[idle.first++ & idle.mask], until = (tick) + HANDLING_OF(row);                            \
        left[row] = answered[row] = (tick);                                                                            \
        outcome[row] = ANSWERED;                                                                                       \
        released[row] = until;                                                                                         \
        group[row] = 0;                                                                                                \
        agent[row] = one;                                                                                              \
        if (until < horizon)                                                                                           \
            heap_push(&releases, until << agent_bits | one);                                                           \
    } while (0)

    for (;;) {
        int64_t now = arrived < calls ? ring[arrived] : horizon;
        int64_t release = releases.keys[0] >> agent_bits, leave = leaving.keys[0] >> row_bits;
        int64_t first_new = arrived;

        /* Most calls meet somebody idle, and nothing else happens at their tick. */
        if (now < release && now < leave && idle.first < idle.end && now < horizon
            && (arrived + 1 == calls || ring[arrived + 1] > now)) {
            TAKE(arrived, now);
            arrived++;
            continue;
        }
        now = now < release ? now : release;
        now = now < leave ? now : leave;
        if (now >= horizon) /* R12 */
            break;

        while (releases.keys[0] >> agent_bits == now) { /* R2 */
            idle_push(&idle, releases.keys[0] & agent_mask, now);
            heap_pop(&releases);
        }
        for (; arrived < calls && ring[arrived] == now; arrived++) { /* R4 */
            queue *q = &queues[line[arrived]];
            q->rows[q->tail++] = (int32_t)arrived;
            q->waiting++;
            waiting++;
            left[arrived] = horizon;
            outcome[arrived] = STILL_WAITING;
            answered[arrived] = released[arrived] = group[arrived] = agent[arrived] = NONE;
        }
        while (waiting > 0 && idle.first < idle.end) { /* R6 */
            queue *q = &queues[queues[0].waiting == 0];
            int64_t row = q->rows[q->head++];
            if (outcome[row] != STILL_WAITING)
                continue;
            q->waiting--;
            waiting--;
            TAKE(row, now);
        }
        for (int64_t row = first_new; row < arrived; row++) /* only now is it known who has to wait */
            if (outcome[row] == STILL_WAITING) {
                int64_t gives_up = now + PATIENCE_OF(row);
                if (gives_up < horizon)
                    heap_push(&leaving, gives_up << row_bits | row);
            }
        while (leaving.keys[0] >> row_bits == now) { /* R8 */
            int64_t row = leaving.keys[0] & row_mask;
            heap_pop(&leaving);
            if (outcome[row] != STILL_WAITING)
                continue;
            outcome[row] = ABANDONED;
            left[row] = now;
            queues[line[row]].waiting--;
            waiting--;
        }
    }
    status = 0;

done:
    free(releases.keys);
    free(leaving.keys);
    free(idle.who);
    free(idle.since);
    for (int which = 0; which < LINES; which++)
        free(queues[which].rows);
    return status;
}
