/* How deep the library's own calls go, measured without a network below them. */

#ifndef APP_MEASURE_H
#define APP_MEASURE_H

void measure(void);

#endif
