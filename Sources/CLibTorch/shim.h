// libtorch's headers are C++ and are included only inside CTorch; this target carries pkg-config's flags.
