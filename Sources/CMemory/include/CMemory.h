#pragma once

/// Gives back to the system what this process has of its own file, and what is free of its heap. What is used again of the file comes from the
/// system's cache, sixteen pages for each fault.
void cmemory_give_back(void);
