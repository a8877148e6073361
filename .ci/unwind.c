/* What the unwinder of gcc 12 and later wants from libc and musl does not have: the unwind table that covers an address
   (_dl_find_object of glibc 2.35). A loop over the loaded objects finds the same.
   The unwinder also names the functions of threads weakly, and a weak name takes nothing out of libc.a. Without the
   table at the end, the first panic would jump to 0. */
#define _GNU_SOURCE
#include <link.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

/* struct dl_find_object of glibc's dlfcn.h, x86_64 */
struct object {
    unsigned long long flags;
    void *map_start, *map_end, *link_map, *eh_frame;
    unsigned long long reserved[7];
};

struct search {
    uintptr_t address;
    struct object *result;
};

static int look_into(struct dl_phdr_info *loaded, size_t size, void *data)
{
    struct search *search = data;
    uintptr_t start = 0, end = 0, table = 0;
    (void)size;
    for (int i = 0; i < loaded->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &loaded->dlpi_phdr[i];
        uintptr_t from = loaded->dlpi_addr + header->p_vaddr;
        if (header->p_type == PT_LOAD && search->address - from < header->p_memsz) {
            start = from;
            end = from + header->p_memsz;
        }
        if (header->p_type == PT_GNU_EH_FRAME)
            table = from;
    }
    if (end == 0 || table == 0)
        return 0;
    *search->result = (struct object){ .map_start = (void *)start, .map_end = (void *)end, .eh_frame = (void *)table };
    return 1;
}

int _dl_find_object(void *address, struct object *result)
{
    struct search search = { (uintptr_t)address, result };
    return dl_iterate_phdr(look_into, &search) ? 0 : -1;
}

__attribute__((used)) static void *const kept[] = {
    (void *)pthread_once, (void *)pthread_mutex_lock, (void *)pthread_mutex_unlock,
    (void *)pthread_getspecific, (void *)pthread_setspecific, (void *)pthread_key_create, (void *)pthread_create,
};
