#include "worker/host_allocation.h"

#include <cstdlib>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace bb {

void use_huge_pages() {
  setenv("THP_MEM_ALLOC_ENABLE", "1", /*overwrite=*/0);  // LibTorch's own switch
}

void keep_host_memory() {
#if defined(__GLIBC__)
  mallopt(M_MMAP_MAX, 0);         // from the heap, which is kept,
  mallopt(M_TRIM_THRESHOLD, -1);  // not from mappings, which are not
  mallopt(M_TOP_PAD, 64 << 20);
#endif
}

}  // namespace bb
